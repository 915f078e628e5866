using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

// What one step up or down would need: the smallest changes of the grades that a rule looks at, tried out against the rules themselves,
// so that an explanation can never say other than what the rules do.
public static partial class Rules
{
    /// <summary>So many ways are named; more are only counted.</summary>
    const int MostWays = 10;

    /// <summary>So many combinations are tried; beyond that the answer says that it gave up.</summary>
    const int MostTries = 50_000;

    static void AddSteps(Suggestion suggestion, List<Rule> rules, Framework framework, Scale scale, Known known)
    {
        var places = scale.Grades.Select(grade => grade.Value).ToList();
        var place = places.IndexOf(suggestion.Grade.Value);
        var inputs = rules.SelectMany(rule => rule.When).SelectMany(Inputs).Distinct()
            .Where(input => IsOpenToDecision(input) && known.Value(input) is not null)
            .Select(input => new Ladder(input, known.Value(input)!.Value, framework.ScaleOf(input)!)).ToList();
        suggestion.OneUp = Step(place - 1, up: true);
        suggestion.OneDown = Step(place + 1, up: false);

        StepNeeded Step(int target, bool up)
        {
            if (target < 0 || target >= places.Count)
                return new() { Explanation = $"{suggestion.Grade.Value} ({suggestion.Grade.Word}) is the {(up ? "best" : "worst")} grade of {scale.Id}" };
            var step = new StepNeeded { Grade = scale.Grade(places[target]) };
            var ways = Ways(inputs, up, changes => Suggested(rules, scale, known.With(changes)) is int there && (up ? places.IndexOf(there) <= target : places.IndexOf(there) >= target));
            step.Ways.AddRange(ways.Take(MostWays).Select(AsWay));
            step.Explanation = InWords(step, ways.Count);
            return step;
        }

        StepNeeded.Types.Way AsWay(Dictionary<string, int> changes)
        {
            var way = new StepNeeded.Types.Way();
            way.Grade = scale.Grade(Suggested(rules, scale, known.With(changes))!.Value);
            way.Changes.AddRange(changes.Select(change => new StepNeeded.Types.GradeChange { Of = change.Key, From = known.Value(change.Key)!.Value, To = change.Value }));
            return way;
        }
    }

    /// <summary>The grade that the rules would suggest; null where they do not say.</summary>
    static int? Suggested(List<Rule> rules, Scale scale, Known known)
    {
        var suggestion = new Suggestion();
        Fire(suggestion, rules, scale, known);
        return suggestion.Grade?.Value;
    }

    /// <summary>All ways of the least total number of steps, each input moved only for the better, or only for the worse.</summary>
    static List<Dictionary<string, int>> Ways(List<Ladder> inputs, bool up, Func<Dictionary<string, int>, bool> leadsThere)
    {
        var tries = 0;
        var room = inputs.Sum(input => input.Room(up));
        for (var steps = 1; steps <= room; steps++)
        {
            var found = Moves(inputs, 0, steps, up).TakeWhile(_ => tries++ < MostTries).Where(leadsThere).ToList();
            if (found.Count > 0 || tries >= MostTries)
                return found;
        }
        return [];
    }

    /// <summary>Every way to share so many steps among the inputs from one on.</summary>
    static IEnumerable<Dictionary<string, int>> Moves(List<Ladder> inputs, int from, int steps, bool up)
    {
        if (steps == 0)
        {
            yield return [];
            yield break;
        }
        if (from == inputs.Count)
            yield break;
        var input = inputs[from];
        for (var here = 0; here <= Math.Min(steps, input.Room(up)); here++)
        {
            foreach (var rest in Moves(inputs, from + 1, steps - here, up))
            {
                if (here > 0)
                    rest[input.Id] = input.At(here, up);
                yield return rest;
            }
        }
    }

    static string InWords(StepNeeded step, int found)
    {
        var grade = $"{step.Grade.Value} ({step.Grade.Word})";
        if (found == 0)
            return $"no change of the grades that its rules look at leads to {grade}";
        var ways = step.Ways.Select(way => string.Join(" and ", way.Changes.Reverse().Select(change => $"{change.Of} {change.From} → {change.To}"))
            + (way.Grade.Equals(step.Grade) ? "" : $", which leads to {way.Grade.Value} ({way.Grade.Word})"));
        return $"{grade} would need {string.Join(", or ", ways)}{(found > MostWays ? $", or one of {found - MostWays} ways more" : "")}";
    }

    /// <summary>The scale of an area or a graded outcome; null where the framework has none of that id.</summary>
    public static Scale? ScaleOf(this Framework framework, string id)
    {
        var scale = framework.Areas.FirstOrDefault(area => area.Id == id)?.Scale
            ?? framework.Outcomes.FirstOrDefault(outcome => outcome.Graded && outcome.Id == id)?.Scale;
        return framework.Scales.FirstOrDefault(candidate => candidate.Id == scale);
    }

    /// <summary>An input on its scale, and how far it can move there.</summary>
    sealed record Ladder(string Id, int Value, Scale Scale)
    {
        readonly int place = Scale.Grades.TakeWhile(grade => grade.Value != Value).Count();

        public int Room(bool up) => up ? place : Scale.Grades.Count - 1 - place;

        public int At(int steps, bool up) => Scale.Grades[up ? place - steps : place + steps].Value;
    }
}
