using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf.Collections;

namespace Apa.Judgements;

/// <summary>
/// What a framework's rules suggest. Suggestions only: people decide. Pure, and it knows no year, outcome or area.
/// Logic is three-valued, since a grade not yet given makes a condition neither met nor unmet.
/// </summary>
public static partial class Rules
{
    /// <summary>What a suggestion says where its framework has no rule for the area.</summary>
    public const string NoRule = "no rule in this framework";

    const string PreviousMark = "previous:";
    const string BandMark = "band:";

    /// <summary>Suggests a grade for every area and a status for every designation, in the framework's order.</summary>
    /// <param name="framework">A validated framework.</param>
    /// <param name="grades">Decided grades by area.</param>
    /// <param name="gradings">Gradings of sections by outcome.</param>
    /// <param name="previous">Final grades of the round before by area; an area not in it is not known.</param>
    /// <param name="bands">Bands by indicator code; a code not in it has a band that is not known.</param>
    public static SuggestGradesResponse Suggest(
        Framework framework,
        IReadOnlyDictionary<string, Grade> grades,
        IReadOnlyDictionary<string, Grade> gradings,
        IReadOnlyDictionary<string, Grade> previous,
        IReadOnlyDictionary<string, int> bands)
    {
        var known = Known.Of(grades, gradings, previous, bands);
        var response = new SuggestGradesResponse();
        response.Suggestions.AddRange(framework.Areas.Select(area => ForArea(framework, area, known)));
        response.Designations.AddRange(framework.Designations.Select(kind => ForDesignation(kind, known)));
        return response;
    }

    /// <summary>Every id that a condition looks at.</summary>
    public static IEnumerable<string> Inputs(Condition condition) => condition.ConditionCase switch
    {
        Condition.ConditionOneofCase.Grade => [condition.Grade.Of],
        Condition.ConditionOneofCase.Count => condition.Count.Of,
        Condition.ConditionOneofCase.Band => [BandMark + condition.Band.Indicator],
        _ => [],
    };

    /// <summary>The area whose grade of the round before an input means; null where it means a grade of this round.</summary>
    public static string? PreviousArea(string input) => input.StartsWith(PreviousMark) ? input[PreviousMark.Length..] : null;

    /// <summary>Whether an input is a grade of this round, which people still decide; a band or an earlier grade is a fact.</summary>
    static bool IsOpenToDecision(string input) => PreviousArea(input) is null && !input.StartsWith(BandMark);

    static Suggestion ForArea(Framework framework, Area area, Known known)
    {
        var suggestion = new Suggestion { Area = area.Id };
        var rules = framework.Rules.Where(rule => rule.Area == area.Id).ToList();
        if (rules.Count == 0)
        {
            suggestion.Explanation = NoRule;
            return suggestion;
        }
        Fire(suggestion, rules, framework.Scale(area.Scale), known);
        if (suggestion.Grade is not null)
            AddSteps(suggestion, rules, framework, framework.Scale(area.Scale), known);
        return suggestion;
    }

    static void Fire(Suggestion suggestion, List<Rule> rules, Scale scale, Known known)
    {

        suggestion.Inputs.AddRange(rules.SelectMany(rule => rule.When).SelectMany(Inputs).Distinct().Select(known.Describe));
        var first = rules.FirstOrDefault(rule => !rule.AtMost && known.Hold(rule.When) != false);
        if (first is null)
            suggestion.Explanation = "no rule of this framework fits these grades";
        else if (known.Hold(first.When) is null)
            suggestion.Explanation = $"rule {first.Id} cannot be tried yet: {known.Missing(first.When)}";
        else
            Limit(suggestion, first, rules.Where(rule => rule.AtMost), scale, known);
    }

    /// <summary>A ceiling is no match of its own: wherever it stands among the rules it limits what the first match suggests.</summary>
    static void Limit(Suggestion suggestion, Rule first, IEnumerable<Rule> ceilings, Scale scale, Known known)
    {
        var fired = first;
        foreach (var ceiling in ceilings.Where(rule => scale.Worse(rule.Suggests, fired.Suggests)))
        {
            var holds = known.Hold(ceiling.When);
            if (holds is null)
            {
                suggestion.Explanation = $"rule {ceiling.Id} may limit it and cannot be tried yet: {known.Missing(ceiling.When)}";
                return;
            }
            if (holds == true)
                fired = ceiling;
        }

        var grade = scale.Grade(fired.Suggests);
        suggestion.Rule = fired.Id;
        suggestion.Grade = grade;
        suggestion.Provenance = fired.Provenance;
        suggestion.Explanation = ReferenceEquals(fired, first)
            ? $"{grade.Value} ({grade.Word}), since {Words(fired.When)}"
            : $"at most {grade.Value} ({grade.Word}), since {Words(fired.When)}; rule {first.Id} alone would suggest {first.Suggests}";
    }

    static DesignationSuggestion ForDesignation(DesignationKind kind, Known known)
    {
        var holds = known.Hold(kind.RaisedWhen);
        // An undecided grade can still be decided, so nothing is said; an unknown earlier year stays unknown.
        var undecided = holds is null && known.Unknown(kind.RaisedWhen).Any(IsOpenToDecision);
        return new()
        {
            Kind = kind.Id,
            Scope = kind.Scope,
            Provenance = kind.Provenance,
            Status = holds switch
            {
                true => DesignationStatus.Raised,
                false => DesignationStatus.Removed,
                null when undecided => DesignationStatus.Unspecified,
                null => DesignationStatus.NotDeterminable,
            },
            Explanation = holds switch
            {
                true => $"raised, since {Words(kind.RaisedWhen)}",
                false => $"not raised, since this does not hold: {Words(kind.RaisedWhen)}",
                null => $"{(undecided ? "cannot be tried yet" : "not determinable")}: {known.Missing(kind.RaisedWhen)}",
            },
        };
    }

    static string Words(RepeatedField<Condition> when) =>
        when.Count == 0 ? "no other rule fits" : string.Join(" and ", when.Select(Words));

    static string Words(Condition condition) => condition.ConditionCase switch
    {
        Condition.ConditionOneofCase.Grade => $"{condition.Grade.Of} {condition.Grade.Is} {condition.Grade.Value}",
        Condition.ConditionOneofCase.Band => $"band of {condition.Band.Indicator} {condition.Band.Is} {condition.Band.Value}",
        _ => $"at least {condition.Count.AtLeast} of {string.Join(", ", condition.Count.Of)} {condition.Count.Is} {condition.Count.Value}",
    };

    /// <summary>The grades at hand, and what they make of conditions: true, false, or null where something is not known.</summary>
    sealed class Known(IReadOnlyDictionary<string, int> values)
    {
        public static Known Of(
            IReadOnlyDictionary<string, Grade> grades,
            IReadOnlyDictionary<string, Grade> gradings,
            IReadOnlyDictionary<string, Grade> previous,
            IReadOnlyDictionary<string, int> bands)
        {
            var values = gradings.ToDictionary(grading => grading.Key, grading => grading.Value.Value);
            foreach (var (area, grade) in grades)
                values[area] = grade.Value;
            foreach (var (area, grade) in previous)
                values[PreviousMark + area] = grade.Value;
            foreach (var (indicator, band) in bands)
                values[BandMark + indicator] = band;
            return new(values);
        }

        /// <summary>The same with some inputs at another value.</summary>
        public Known With(IEnumerable<KeyValuePair<string, int>> changes)
        {
            var changed = new Dictionary<string, int>(values);
            foreach (var (input, value) in changes)
                changed[input] = value;
            return new(changed);
        }

        public bool? Hold(IEnumerable<Condition> when)
        {
            var answers = when.Select(Holds).ToList();
            return answers.Contains(false) ? false : answers.Contains(null) ? null : true;
        }

        public IEnumerable<string> Unknown(IEnumerable<Condition> when) =>
            when.Where(condition => Holds(condition) is null).SelectMany(Inputs).Distinct().Where(input => Value(input) is null);

        public string Missing(IEnumerable<Condition> when) => string.Join(", ", Unknown(when).Select(Describe));

        public string Describe(string input) => Value(input) is int value
            ? $"{input} = {value}"
            : IsOpenToDecision(input) ? $"{input} has no grade yet" : $"{input} is not known";

        bool? Holds(Condition condition)
        {
            if (condition.ConditionCase == Condition.ConditionOneofCase.Grade)
                return Value(condition.Grade.Of) is int value ? Compare(value, condition.Grade.Is, condition.Grade.Value) : null;
            if (condition.ConditionCase == Condition.ConditionOneofCase.Band)
                return Value(BandMark + condition.Band.Indicator) is int band ? Compare(band, condition.Band.Is, condition.Band.Value) : null;

            var count = condition.Count;
            var values = count.Of.Select(Value).ToList();
            var met = values.Count(value => value is int known && Compare(known, count.Is, count.Value));
            var open = values.Count(value => value is null);
            return met >= count.AtLeast ? true : met + open < count.AtLeast ? false : null;
        }

        public int? Value(string input) => values.TryGetValue(input, out var value) ? value : null;

        static bool Compare(int left, string comparison, int right) => comparison switch
        {
            "<" => left < right,
            "<=" => left <= right,
            "=" => left == right,
            ">=" => left >= right,
            ">" => left > right,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not a comparison; PutFramework refuses it."),
        };
    }
}
