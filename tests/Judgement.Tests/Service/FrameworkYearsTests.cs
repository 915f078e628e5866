using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

/// <summary>Each framework that ships, and an invented one with its own words and a scale that runs 1 best, through a whole case.</summary>
public sealed class FrameworkYearsTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    [Theory]
    [InlineData("apa-2005", 4, 0)]
    [InlineData("apa-2006", 3, 5)]
    [InlineData("apa-2007", 7, 0)]
    [InlineData("school-visits", 2, 2)]
    public async Task A_framework_runs_the_whole_case(string id, int areas, int graded)
    {
        var framework = FrameworkFiles.Of(id);
        Assert.Equal((areas, graded), (framework.Areas.Count, framework.Outcomes.Count(outcome => outcome.Graded)));
        var one = await Open(framework);

        await Write(one, framework);
        // What the rules suggest feeds what they suggest next, so areas are decided until nothing changes.
        foreach (var area in framework.Areas.Reverse())
            await Decide(one, framework, area);
        foreach (var designation in (await Suggestions(one)).Designations)
        {
            await one.Lead.DecideDesignationAsync(new()
            {
                RequestId = CaseOf.Id(),
                Assessment = one.Name,
                Etag = await one.Etag(),
                Designation = new() { Kind = designation.Kind, Scope = designation.Scope, Status = designation.Status, Cause = "The grades." },
            });
        }
        await Waive(one);
        await one.Submit();
        await one.Moderate();
        var final = await one.Finalise();

        Assert.Equal(AssessmentState.Final, final.State);
        Assert.Equal(framework.Areas.Select(area => area.Id), final.Grades.Select(decision => decision.Grade.Area));
        var judgement = (await app.Event<JudgementFinalised>(one.Name, 2)).Judgement;
        Assert.Equal(framework.Outcomes.Select(outcome => outcome.Id), judgement.Findings.Select(finding => finding.Section));
        Assert.Equal(framework.Framework_, judgement.Framework);
        var board = await new ModerationBoardService.ModerationBoardServiceClient(app.Channel("mona", "moderator")).GetModerationBoardAsync(new() { Round = $"rounds/{id}" });
        Assert.Equal(areas, board.Total);
    }

    [Fact]
    public void The_worked_case_of_2006_gives_its_grades()
    {
        var framework = FrameworkFiles.Of("apa-2006");
        var suggestions = Rules.Suggest(framework, new Dictionary<string, Grade>(),
            new[] { ("BH", 3), ("SS", 2), ("EA", 3), ("PC", 3), ("EW", 3) }.ToDictionary(grading => grading.Item1, grading => framework.Scales[0].Grade(grading.Item2)),
            new Dictionary<string, Grade>(), new Dictionary<string, int>()).Suggestions;

        Assert.Equal([(3, ""), (null, Rules.NoRule), (null, Rules.NoRule)], suggestions.Select(suggestion => (suggestion.Grade?.Value, suggestion.Grade is null ? suggestion.Explanation : "")));
    }

    [Theory]
    [InlineData("apa-2005", 2, null, DesignationStatus.NotDeterminable)]    // the earlier year is not known
    [InlineData("apa-2006", 2, null, DesignationStatus.NotDeterminable)]
    [InlineData("apa-2006", 2, 2, DesignationStatus.Raised)]
    [InlineData("apa-2006", 2, 3, DesignationStatus.Removed)]
    [InlineData("apa-2006", 3, null, DesignationStatus.Removed)]            // whatever the earlier year was
    public void Coasting_needs_the_earlier_year(string id, int now, int? before, DesignationStatus status)
    {
        var framework = FrameworkFiles.Of(id);
        var scope = framework.Designations.Single().Scope;
        var designation = Rules.Suggest(framework,
            new Dictionary<string, Grade> { [scope] = framework.Scales[0].Grade(now) }, new Dictionary<string, Grade>(),
            before is int value ? new() { [scope] = framework.Scales[0].Grade(value) } : new Dictionary<string, Grade>(), new Dictionary<string, int>()).Designations.Single();

        Assert.Equal(status, designation.Status);
    }

    [Theory]
    [InlineData("3,3,2,3,2", 2, 2, "otherwise")]        // found as fact
    [InlineData("3,3,3,3,2", 2, 3, "four-good")]        // the director's reading
    [InlineData("3,3,2,3,3", 2, 3, "four-good")]
    [InlineData("4,4,4,3,3", 3, 3, "four-good")]        // three 4s are not enough
    [InlineData("4,4,4,4,4", 3, 4, "four-outstanding")]
    [InlineData("3,1,3,3,3", 3, 1, "unsafe")]
    [InlineData("1,3,3,3,3", 3, 2, "one-inadequate")]
    public void The_rules_of_2007_give_the_found_grades(string outcomes, int capacity, int overall, string rule)
    {
        var framework = FrameworkFiles.Of("apa-2007");
        var grades = outcomes.Split(',').Select(int.Parse).Zip(framework.Areas.Skip(1)).ToDictionary(pair => pair.Second.Id, pair => framework.Scales[0].Grade(pair.First));
        grades[framework.Areas[^1].Id] = framework.Scales[0].Grade(capacity);

        var suggestion = Rules.Suggest(framework, grades, new Dictionary<string, Grade>(), new Dictionary<string, Grade>(), new Dictionary<string, int>()).Suggestions[0];

        Assert.Equal((overall, rule), (suggestion.Grade.Value, suggestion.Rule));
        Assert.NotEqual(Verification.Verified, suggestion.Provenance.Verification);
    }

    async Task<CaseOf> Open(Framework framework)
    {
        var (id, administrator) = (framework.Framework_.Id, app.As("adam", "administrator"));
        await administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework });
        var round = JudgementApp.Round(id, "2006-11-01", "101");
        round.Framework = framework.Framework_;
        await administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = round });
        var one = new CaseOf(app, "101");
        await one.Open(id);
        return one;
    }

    static async Task Write(CaseOf one, Framework framework)
    {
        var statement = CaseOf.Statement("s-1");
        (statement.Outcome, statement.KeyJudgement) = (framework.Outcomes.First(outcome => outcome.KeyJudgements.Count > 0).Id, "");
        await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { statement } });
        var findings = new PutFindingsRequest { RequestId = CaseOf.Id(), Assessment = one.Name };
        findings.Findings.AddRange(framework.Outcomes.Select(outcome => new Finding
        {
            Section = outcome.Id,
            Markdown = outcome.Id == statement.Outcome ? "Waits fell from {{figure s-1}}." : "All is well.",
            Grading = outcome.Graded ? framework.Scale(outcome.Scale).Grade(framework.Scale(outcome.Scale).Grades[1].Value) : null,
        }));
        await one.Lead.PutFindingsAsync(findings);
        foreach (var list in framework.Lists.Take(1))
            await one.Lead.PutListItemsAsync(one.List(list.Id, new ListItem { Outcome = list.ByOutcome ? statement.Outcome : "", Text = "Short waits", BackedBy = { "s-1" } }));
    }

    static async Task Decide(CaseOf one, Framework framework, Area area)
    {
        var scale = framework.Scale(area.Scale);
        var suggested = (await Suggestions(one)).Suggestions.Single(suggestion => suggestion.Area == area.Id).Grade;
        await one.Lead.DecideGradesAsync(new()
        {
            RequestId = CaseOf.Id(),
            Assessment = one.Name,
            Etag = await one.Etag(),
            Decisions = { new DecideGradesRequest.Types.Decision { Grade = new() { Area = area.Id, Grade = suggested ?? scale.Grade(scale.Grades[0].Value) } } },
        });
        var decided = (await one.Get()).Grades.Single(decision => decision.Grade.Area == area.Id);
        Assert.Equal(suggested, decided.Suggested);
    }

    static async Task Waive(CaseOf one)
    {
        var open = (await one.Moderator.CheckAssessmentAsync(new() { Assessment = one.Name })).Entries.Where(CaseCheck.IsOpen).ToList();
        Assert.All(open, entry => Assert.Equal(Severity.Warning, entry.Severity));
        if (open.Count == 0) return;
        var waive = new WaiveWarningsRequest { RequestId = CaseOf.Id(), Assessment = one.Name };
        waive.Waivers.AddRange(open.Select(entry => new WaiveWarningsRequest.Types.Waiver { Entry = entry.Id, Reason = "Known." }));
        Assert.Equal(0, (await one.Lead.WaiveWarningsAsync(waive)).Open);
    }

    static async Task<SuggestGradesResponse> Suggestions(CaseOf one) => await one.Moderator.SuggestGradesAsync(new() { Assessment = one.Name });
}
