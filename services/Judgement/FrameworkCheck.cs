using System.Text.RegularExpressions;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with a framework, all at once, each with its path.</summary>
public static partial class FrameworkCheck
{
    static readonly string[] Comparisons = ["<", "<=", "=", ">=", ">"];

    /// <summary>Adds the faults of a framework to a check.</summary>
    public static void Framework(this Check check, Framework framework)
    {
        var path = "framework";
        check.Id(framework.Framework_?.Id ?? "", $"{path}.framework.id");
        check.That(framework.Framework_?.Version > 0, $"{path}.framework.version", "starts from 1");
        check.Required(framework.Title, $"{path}.title");
        check.Provenance(framework.Provenance, $"{path}.provenance");
        check.Some(framework.Scales, $"{path}.scales");
        check.Some(framework.Areas, $"{path}.areas");
        check.Some(framework.Outcomes, $"{path}.outcomes");
        check.Unique(framework.Scales.Select(scale => scale.Id), $"{path}.scales", "id");
        // One namespace for both, so that a rule's input means one thing.
        check.Unique(framework.Areas.Select(area => area.Id).Concat(framework.Outcomes.Select(outcome => outcome.Id)), $"{path}.areas+outcomes", "id");
        check.Unique(framework.Outcomes.SelectMany(outcome => outcome.KeyJudgements).Select(judgement => judgement.Id), $"{path}.outcomes.key_judgements", "id");
        check.Unique(framework.Rules.Select(rule => rule.Id), $"{path}.rules", "id");
        check.Unique(framework.Designations.Select(kind => kind.Id), $"{path}.designations", "id");
        check.Unique(framework.Lists.Select(list => list.Id), $"{path}.lists", "id");
        check.Unique(framework.Severities.Select(severity => severity.Check), $"{path}.severities", "check");
        check.Unique(framework.Deadlines.Select(deadline => deadline.Id), $"{path}.deadlines", "id");
        check.Each(framework.Scales, $"{path}.scales", check.Scale);
        check.Each(framework.Areas, $"{path}.areas", (area, at) => check.Area(area, at, framework));
        check.Each(framework.Outcomes, $"{path}.outcomes", (outcome, at) => check.Outcome(outcome, at, framework));
        check.Each(framework.Rules, $"{path}.rules", (rule, at) => check.Rule(rule, at, framework));
        check.Each(framework.Designations, $"{path}.designations", (kind, at) => check.Designation(kind, at, framework));
        check.Each(framework.Lists, $"{path}.lists", check.List);
        check.Each(framework.Severities, $"{path}.severities", check.Severity);
        check.Each(framework.Deadlines, $"{path}.deadlines", check.Deadline);
    }

    static void Scale(this Check check, Scale scale, string path)
    {
        check.Id(scale.Id, $"{path}.id");
        check.That(scale.Grades.Count >= 2, $"{path}.grades", "holds two grades at least");
        check.Unique(scale.Grades.Select(grade => grade.Word), $"{path}.grades", "word");
        check.Each(scale.Grades, $"{path}.grades", (grade, at) => check.Required(grade.Word, $"{at}.word"));
        var falling = scale.Grades.Zip(scale.Grades.Skip(1)).All(pair => scale.HigherIsBetter ? pair.First.Value > pair.Second.Value : pair.First.Value < pair.Second.Value);
        check.That(falling, $"{path}.grades", "stand best first, each value once");
    }

    static void Area(this Check check, Area area, string path, Framework framework)
    {
        check.Id(area.Id, $"{path}.id");
        check.Required(area.Title, $"{path}.title");
        check.Required(area.Statement, $"{path}.statement");
        check.That(framework.Scales.Any(scale => scale.Id == area.Scale), $"{path}.scale", $"'{area.Scale}' is no scale of this framework");
    }

    static void Outcome(this Check check, Outcome outcome, string path, Framework framework)
    {
        check.That(OutcomeId().IsMatch(outcome.Id), $"{path}.id", "starts with a letter; letters, digits and dashes, at most 30");
        check.Required(outcome.Title, $"{path}.title");
        if (outcome.Graded)
            check.That(framework.Scales.Any(scale => scale.Id == outcome.Scale), $"{path}.scale", $"'{outcome.Scale}' is no scale of this framework");
        else
            check.That(outcome.Scale.Length == 0, $"{path}.scale", "is empty where the section is not graded");
        check.That(outcome.Area.Length == 0 || framework.Areas.Any(area => area.Id == outcome.Area), $"{path}.area", $"'{outcome.Area}' is no area of this framework");
        check.Each(outcome.KeyJudgements, $"{path}.key_judgements", (judgement, at) =>
        {
            check.Required(judgement.Id, $"{at}.id");
            check.Required(judgement.Title, $"{at}.title");
        });
    }

    static void Rule(this Check check, Rule rule, string path, Framework framework)
    {
        check.Id(rule.Id, $"{path}.id");
        check.Provenance(rule.Provenance, $"{path}.provenance");
        var scale = ScaleOf(framework, rule.Area, areasOnly: true);
        check.That(scale is not null, $"{path}.area", $"'{rule.Area}' is no area of this framework");
        check.That(scale is null || scale.Grades.Any(grade => grade.Value == rule.Suggests), $"{path}.suggests", $"{rule.Suggests} is not a grade of {scale?.Id}");
        check.Each(rule.When, $"{path}.when", (condition, at) => check.Condition(condition, at, framework));
        check.That(!rule.When.SelectMany(Rules.Inputs).Contains(rule.Area), $"{path}.when", "looks at the area that it suggests a grade for");
    }

    static void Designation(this Check check, DesignationKind kind, string path, Framework framework)
    {
        check.Id(kind.Id, $"{path}.id");
        check.Provenance(kind.Provenance, $"{path}.provenance");
        check.That(ScaleOf(framework, kind.Scope, areasOnly: true) is not null, $"{path}.scope", $"'{kind.Scope}' is no area of this framework");
        check.Some(kind.RaisedWhen, $"{path}.raised_when");
        check.Each(kind.RaisedWhen, $"{path}.raised_when", (condition, at) => check.Condition(condition, at, framework));
    }

    static void Condition(this Check check, Condition condition, string path, Framework framework)
    {
        var (name, comparison, value) = condition.ConditionCase switch
        {
            Protos.Judgements.V1.Condition.ConditionOneofCase.Grade => ("grade", condition.Grade.Is, condition.Grade.Value),
            Protos.Judgements.V1.Condition.ConditionOneofCase.Count => ("count", condition.Count.Is, condition.Count.Value),
            Protos.Judgements.V1.Condition.ConditionOneofCase.Band => ("band", condition.Band.Is, condition.Band.Value),
            _ => ("", "", 0),
        };
        check.That(name.Length > 0, path, "is a grade, a count or a band");
        if (name.Length == 0)
            return;

        check.That(Comparisons.Contains(comparison), $"{path}.{name}.is", "is one of < <= = >= >");
        if (condition.Band is { } band)
        {
            check.Required(band.Indicator, $"{path}.band.indicator");
            check.That(band.Value is >= 1 and <= 5, $"{path}.band.value", $"{band.Value} is no band: 1 (worst) to 5");
            return;
        }
        foreach (var input in Rules.Inputs(condition))
        {
            var scale = ScaleOf(framework, Rules.PreviousArea(input) ?? input, areasOnly: Rules.PreviousArea(input) is not null);
            check.That(scale is not null, $"{path}.{name}.of", $"'{input}' is neither an area nor a graded outcome of this framework");
            check.That(scale is null || scale.Grades.Any(grade => grade.Value == value), $"{path}.{name}.value", $"{value} is not a grade of {scale?.Id}");
        }
        if (condition.Count is { } count)
        {
            check.Unique(count.Of, $"{path}.count.of", "id");
            check.That(count.AtLeast >= 1 && count.AtLeast <= count.Of.Count, $"{path}.count.at_least", "is from 1 to the number of ids");
        }
    }

    static void List(this Check check, ItemList list, string path)
    {
        check.Id(list.Id, $"{path}.id");
        check.Required(list.Title, $"{path}.title");
    }

    static void Severity(this Check check, CheckSeverity severity, string path)
    {
        check.That(CaseCheck.Codes.Contains(severity.Check), $"{path}.check", $"'{severity.Check}' is no check of the checklist");
        check.Said(severity.Severity, $"{path}.severity");
    }

    static void Deadline(this Check check, Deadline deadline, string path)
    {
        check.Id(deadline.Id, $"{path}.id");
        check.That(deadline.WorkingDays >= 1, $"{path}.working_days", "is 1 or more");
    }

    static Scale? ScaleOf(Framework framework, string id, bool areasOnly)
    {
        return areasOnly && framework.Areas.All(area => area.Id != id) ? null : framework.ScaleOf(id);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,29}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OutcomeId();
}
