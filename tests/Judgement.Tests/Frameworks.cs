using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests;

/// <summary>Three frameworks of different shape and words: what the code knows of a year is in here, and only here.</summary>
static class Frameworks
{
    static readonly string[] Five = ["BH", "SS", "EA", "PC", "EW"];

    /// <summary>Three graded areas beside five sections that open with a grading phrase; the shape of 2006.</summary>
    public static Framework ThreeGrades()
    {
        var framework = New("test-three", [FourPoint()], ["childrens-services", "capacity", "social-care"], [.. Five, "MG", "summary"], graded: Five);
        framework.Rules.Add(Rule("four-of-five", "childrens-services", 3, When(Count(Five, ">=", 3, 4), Is("SS", ">=", 2))));
        framework.Rules.Add(Rule("otherwise", "childrens-services", 2));
        framework.Rules.Add(Rule("as-staying-safe-2", "social-care", 2, When(Is("SS", "=", 2))));
        framework.Rules.Add(Rule("as-staying-safe-3", "social-care", 3, When(Is("SS", ">=", 3))));
        framework.Designations.Add(Designation("coasting", "social-care", When(Is("social-care", "=", 2), Is("previous:social-care", "<=", 2))));
        Weigh(framework, Severity.Warning, "ITEM_UNBACKED", "COMPARISON_ASSERTED", "FIGURE_UNBOUND");
        Weigh(framework, Severity.Warning, "ENQUIRY_OPEN");
        Weigh(framework, Severity.Note, "FIGURE_DOUBTFUL", "ITEM_TWICE", "ITEM_STRENGTH_BESIDE_AREA", "FINDING_OUTCOME_MISMATCH", "FINDING_TOLD_TWICE", "SELF_ASSESSMENT_MISSING");
        framework.Lists.Single(list => list.Id == "focus-items").CarriesOver = true;
        return framework;
    }

    /// <summary>Seven grades with ceilings; the rule table of 2007 and 2008, first match wins.</summary>
    public static Framework SevenGrades()
    {
        string[] outcomes = ["healthy", "safe", "achieving", "contributing", "economic"];
        var framework = New("test-seven", [FourPoint()], [.. outcomes, "capacity", "overall"], ["summary"], graded: []);
        framework.Rules.Add(Rule("unsafe", "overall", 1, When(Is("safe", "=", 1))));
        framework.Rules.Add(Rule("two-inadequate", "overall", 1, When(Count(outcomes, "=", 1, 2))));
        framework.Rules.Add(Rule("one-inadequate", "overall", 2, When(Count(outcomes, "=", 1, 1)), atMost: true));
        framework.Rules.Add(Rule("four-outstanding", "overall", 4, When(Count(outcomes, "=", 4, 4), Count(outcomes, ">=", 3, 5), Is("capacity", ">=", 3))));
        framework.Rules.Add(Rule("four-good", "overall", 3, When(Count(outcomes, ">=", 3, 4), Is("safe", ">=", 2), Is("achieving", ">=", 2))));
        framework.Rules.Add(Rule("otherwise", "overall", 2));
        return framework;
    }

    /// <summary>An invented framework in which lower is better and nothing is called as in any year.</summary>
    public static Framework Harbours()
    {
        var stars = new Scale { Id = "lanterns", HigherIsBetter = false };
        stars.Grades.AddRange(new[] { (1, "bright"), (2, "dim"), (3, "dark") }.Select(grade => new ScaleGrade { Value = grade.Item1, Word = grade.Item2 }));
        var framework = New("harbours", [stars], ["haven"], ["quay", "light"], graded: ["quay", "light"]);
        framework.Rules.Add(Rule("follow-the-quay", "haven", 1, When(Is("quay", "<=", 2))));
        framework.Rules.Add(Rule("no-light", "haven", 3, When(Is("light", "=", 3)), atMost: true));
        return framework;
    }

    public static Grade Good(int value = 3) => new() { Scale = "four-point", Value = value, Word = Words[value] };

    public static Provenance Invented => new() { Source = "made up for this test", Verification = Verification.Unverified };

    static readonly Dictionary<int, string> Words = new() { [4] = "excellent", [3] = "good", [2] = "adequate", [1] = "inadequate" };

    static Framework New(string id, Scale[] scales, string[] areas, string[] outcomes, string[] graded)
    {
        var framework = new Framework { Framework_ = new() { Id = id, Version = 1 }, Title = id, Provenance = Invented };
        framework.Scales.AddRange(scales);
        framework.Areas.AddRange(areas.Select(area => new Area { Id = area, Title = area, Statement = $"What of *{area}*", Scale = scales[0].Id }));
        framework.Outcomes.AddRange(outcomes.Select(outcome => new Outcome
        {
            Id = outcome,
            Title = outcome,
            Graded = graded.Contains(outcome),
            Scale = graded.Contains(outcome) ? scales[0].Id : "",
            KeyJudgements = { outcome == "summary" ? [] : new KeyJudgement[] { new() { Id = $"{outcome}.1", Title = "First" }, new() { Id = $"{outcome}.2", Title = "Second" } } },
        }));
        framework.Lists.Add(new ItemList { Id = "strengths", Title = "Strengths", ByOutcome = true });
        framework.Lists.Add(new ItemList { Id = "areas-for-improvement", Title = "Areas", ByOutcome = true });
        framework.Lists.Add(new ItemList { Id = "focus-items", Title = "Focus" });
        framework.Deadlines.Add(new Deadline { Id = "representation", WorkingDays = 10 });
        return framework;
    }

    static Scale FourPoint()
    {
        var scale = new Scale { Id = "four-point", HigherIsBetter = true };
        scale.Grades.AddRange(Words.Select(grade => new ScaleGrade { Value = grade.Key, Word = grade.Value }));
        return scale;
    }

    static Rule Rule(string id, string area, int suggests, Condition[]? when = null, bool atMost = false)
    {
        var rule = new Rule { Id = id, Area = area, Suggests = suggests, AtMost = atMost, Provenance = Invented };
        rule.When.AddRange(when ?? []);
        return rule;
    }

    static DesignationKind Designation(string id, string scope, Condition[] when)
    {
        var kind = new DesignationKind { Id = id, Scope = scope, Provenance = Invented };
        kind.RaisedWhen.AddRange(when);
        return kind;
    }

    static Condition[] When(params Condition[] conditions) => conditions;

    static Condition Is(string of, string comparison, int value) => new() { Grade = new() { Of = of, Is = comparison, Value = value } };

    static Condition Count(string[] of, string comparison, int value, int atLeast)
    {
        var count = new CountCondition { Is = comparison, Value = value, AtLeast = atLeast };
        count.Of.AddRange(of);
        return new() { Count = count };
    }

    static void Weigh(Framework framework, Severity severity, params string[] checks) =>
        framework.Severities.AddRange(checks.Select(check => new CheckSeverity { Check = check, Severity = severity }));
}
