using Apa.Protos.Judgements.V1;

namespace Apa.Judgements.Tests.Domain;

public sealed class FrameworkCheckTests
{
    [Fact]
    public void Frameworks_of_every_shape_pass()
    {
        Assert.Empty(Faults.Of(check => check.Framework(Frameworks.ThreeGrades())));
        Assert.Empty(Faults.Of(check => check.Framework(Frameworks.SevenGrades())));
        Assert.Empty(Faults.Of(check => check.Framework(Frameworks.Harbours())));
    }

    public static TheoryData<string, string> Breaks => new()
    {
        { "no id", "framework.framework.id" },
        { "version 0", "framework.framework.version" },
        { "no provenance", "framework.provenance.verification" },
        { "scale upside down", "framework.scales[0].grades" },
        { "area on an unknown scale", "framework.areas[1].scale" },
        { "area named like an outcome", "framework.areas+outcomes" },
        { "graded outcome without a scale", "framework.outcomes[0].scale" },
        { "rule for no area", "framework.rules[0].area" },
        { "rule for no grade", "framework.rules[0].suggests" },
        { "rule over an unknown outcome", "framework.rules[0].when[0].count.of" },
        { "rule over an ungraded outcome", "framework.rules[0].when[0].count.of" },
        { "rule that counts too many", "framework.rules[0].when[0].count.at_least" },
        { "rule with another comparison", "framework.rules[0].when[1].grade.is" },
        { "rule over its own area", "framework.rules[0].when" },
        { "empty condition", "framework.rules[0].when[1]" },
        { "designation without a rule", "framework.designations[0].raised_when" },
        { "designation over an unknown earlier area", "framework.designations[0].raised_when[1].grade.of" },
        { "unknown check", "framework.severities[0].check" },
        { "no severity", "framework.severities[0].severity" },
        { "deadline of no day", "framework.deadlines[0].working_days" },
        { "list twice", "framework.lists" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_fault_is_named_by_its_path(string what, string path) => Assert.Contains(path, Faults.Of(check => check.Framework(Broken(what))));

    [Fact]
    public void All_faults_are_named_at_once() => Assert.True(Faults.Of(check => check.Framework(new())).Count() >= 8);

    static Framework Broken(string what)
    {
        var framework = Frameworks.ThreeGrades();
        var rule = framework.Rules[0];
        switch (what)
        {
            case "no id": framework.Framework_.Id = "APA 2006"; break;
            case "version 0": framework.Framework_.Version = 0; break;
            case "no provenance": framework.Provenance = null; break;
            case "scale upside down": framework.Scales[0].HigherIsBetter = false; break;
            case "area on an unknown scale": framework.Areas[1].Scale = "ten-point"; break;
            case "area named like an outcome": framework.Areas[1].Id = "summary"; break;
            case "graded outcome without a scale": framework.Outcomes[0].Scale = ""; break;
            case "rule for no area": rule.Area = "schools"; break;
            case "rule for no grade": rule.Suggests = 5; break;
            case "rule over an unknown outcome": rule.When[0].Count.Of[0] = "XX"; break;
            case "rule over an ungraded outcome": rule.When[0].Count.Of[0] = "MG"; break;
            case "rule that counts too many": rule.When[0].Count.AtLeast = 6; break;
            case "rule with another comparison": rule.When[1].Grade.Is = "!="; break;
            case "rule over its own area": rule.When[1].Grade.Of = rule.Area; break;
            case "empty condition": rule.When[1] = new(); break;
            case "designation without a rule": framework.Designations[0].RaisedWhen.Clear(); break;
            case "designation over an unknown earlier area": framework.Designations[0].RaisedWhen[1].Grade.Of = "previous:BH"; break;
            case "unknown check": framework.Severities[0].Check = "MOON_FULL"; break;
            case "no severity": framework.Severities[0].Severity = Severity.Unspecified; break;
            case "deadline of no day": framework.Deadlines[0].WorkingDays = 0; break;
            case "list twice": framework.Lists.Add(framework.Lists[0].Clone()); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "No such break.");
        }
        return framework;
    }
}
