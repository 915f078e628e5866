using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

/// <summary>Bad input gets the stated error, all of it at once, and changes nothing.</summary>
public sealed class BadInputTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    static int next = 100;

    /// <summary>What is wrong, the call, and the fields that are named.</summary>
    static readonly (string What, string[] Fields, Func<CaseOf, Task> Act)[] Calls =
    [
        ("unknown outcome, key judgement and indicator", ["statements[0].outcome", "statements[0].key_judgement", "statements[0].figure.indicator"], async one =>
        {
            var statement = CaseOf.Statement("s-8");
            (statement.Outcome, statement.KeyJudgement, statement.Figure.Indicator) = ("XX", "9.9", "indicators/NO-1");
            await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { statement } });
        }),
        ("the same statement twice, one good one wrong", ["statements", "statements[1].text"], async one =>
            await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { CaseOf.Statement("s-8"), new Statement(CaseOf.Statement("s-8")) { Text = "" } } })),
        ("an earlier year that is none", ["statements[0].follows[0]"], async one =>
            await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { new Statement(CaseOf.Statement("s-8")) { Follows = { $"{one.Name}/items/focus-items:1" } } } })),
        ("figures that do not exist, and an unknown section", ["findings[0].markdown", "findings[0].markdown", "findings[1].section"], async one =>
        {
            var request = await one.FindingAnew("BH", "It rose to {{figure CF/C20 1999-00}} and {{figure s-99}}.");
            request.Findings.Add(new Finding { Section = "XX", Markdown = "?" });
            await one.Lead.PutFindingsAsync(request);
        }),
        ("a grade off the scale, a word of another grade, an unknown area", ["decisions[0].grade.grade", "decisions[1].grade.grade", "decisions[2].grade.area"], async one =>
        {
            var request = await one.Grades(("capacity", 3, ""), ("social-care", 3, ""), ("childrens-services", 3, ""));
            request.Decisions[0].Grade.Grade.Value = 5;
            request.Decisions[1].Grade.Grade.Word = "adequate";
            request.Decisions[2].Grade.Area = "weather";
            await one.Lead.DecideGradesAsync(request);
        }),
        ("a grade of a scale that runs the other way", ["decisions[0].grade.grade"], async one =>
        {
            var request = await one.Grades(("capacity", 3, ""));
            request.Decisions[0].Grade.Grade.Scale = "school-inspection";
            await one.Lead.DecideGradesAsync(request);
        }),
        ("an unknown designation", ["designation.kind"], async one =>
        {
            var request = await one.Coasting(DesignationStatus.Raised, "So.");
            request.Designation.Kind = "drifting";
            await one.Lead.DecideDesignationAsync(request);
        }),
        ("items that nothing holds up", ["items[0].outcome", "items[0].backed_by", "items[1].text"], async one =>
            await one.Lead.PutListItemsAsync(await one.ListAnew("strengths", new ListItem { Outcome = "XX", Text = "Fine", BackedBy = { "s-99" } }, new ListItem { Outcome = "SS", Text = " " }))),
        ("a list that comes from itself", ["items[0].comes_from"], async one =>
            await one.Lead.PutListItemsAsync(await one.ListAnew("areas-for-improvement", new ListItem { Outcome = "SS", Text = "Homes for teenagers", BackedBy = { "s-1" }, ComesFrom = { "SS:1" } }))),
        ("an entry that is not on the checklist", ["waivers[0].entry", "waivers[0].reason"], async one =>
            await one.Lead.WaiveWarningsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Waivers = { new WaiveWarningsRequest.Types.Waiver { Entry = "NONE:1" } } })),
        ("a member with nobody's name, and the moderator on the team", ["team", "team.moderator", "team.members[1].person"], async one =>
            await one.Administrator.ChangeTeamAsync(new()
            {
                RequestId = CaseOf.Id(), Name = one.Name, Etag = await one.Etag(), Reason = "So.",
                Team = new() { Lead = "ina", Moderator = "ina", Members = { new TeamMember { Person = "ina", Body = "csci" }, new TeamMember { Person = "", Body = "csci" } } },
            })),
        ("statements that are not there", ["statements[0]", "statements[1]", "reason"], async one =>
            await one.Lead.RemoveStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = one.Name, Statements = { "s-98", "s-99" } })),
        ("no request id", ["request_id"], async one => await one.Lead.PutStatementsAsync(new() { Assessment = one.Name, Statements = { CaseOf.Statement("s-8") } })),
        ("a name that is none", ["assessment"], async one => await one.Lead.PutStatementsAsync(new() { RequestId = CaseOf.Id(), Assessment = "../919", Statements = { CaseOf.Statement("s-8") } })),
    ];

    public static TheoryData<string> Everything => [.. Calls.Select(call => call.What)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task What_is_wrong_is_named_at_once_and_nothing_changes(string what)
    {
        var (_, fields, act) = Calls.Single(call => call.What == what);
        var one = new CaseOf(app, $"{Interlocked.Increment(ref next)}");
        await one.Open();
        await one.Write();
        var before = await Whole(one);

        var error = await Assert.ThrowsAsync<RpcException>(() => act(one));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(fields.Order(StringComparer.Ordinal), Refused.Fields(error).Order(StringComparer.Ordinal));
        Assert.All(Refused.Descriptions(error), Assert.NotEmpty);
        Assert.Equal(before, await Whole(one));
    }

    [Fact]
    public async Task A_member_of_a_round_with_a_case_stays_in_it_and_others_change_with_a_new_revision()
    {
        var administrator = app.As("adam", "administrator");
        await administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = JudgementApp.Round("growing", "2006-11-01", "101", "102") });
        await new CaseOf(app, "101").Open("growing");
        Task<Proto.Round> Put(string etag, params Member[] members) =>
            administrator.PutMembersAsync(new() { RequestId = CaseOf.Id(), Round = "rounds/growing", Etag = etag, Members = { members } }).ResponseAsync;
        static Member Leaving(string laCode, string reason) => new() { Authority = new() { LaCode = laCode, Name = $"Place {laCode}" }, State = MemberState.NotAssessed, Reason = reason };

        Assert.Equal((StatusCode.FailedPrecondition, "CASE_EXISTS"), await Refused.By(() => Put("1", Leaving("101", "joint area review"))));
        Assert.Equal(["members[0].reason", "members[1].authority.la_code"], Refused.Fields(await Assert.ThrowsAsync<RpcException>(() => Put("1", Leaving("102", ""), Leaving("1", "so")))));
        var changed = await Put("1", Leaving("102", "joint area review"), Leaving("103", "joint area review"));

        Assert.Equal((2, 3), (changed.Revision, changed.Members.Count));
        Assert.Equal(changed, (await app.Event<RoundOpened>("rounds/growing", 2)).Round);
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), await Refused.By(() => Put("1", Leaving("103", "another"))));
        Assert.Equal(2, (await Put("2", Leaving("103", "joint area review"))).Revision);
    }

    [Fact]
    public async Task A_framework_is_only_checked_where_that_is_asked_for()
    {
        var administrator = app.As("adam", "administrator");
        var framework = Frameworks.Harbours();
        framework.Framework_.Id = "only-checked";

        await administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework, ValidateOnly = true });

        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.By(() => administrator.GetFrameworkAsync(new() { Name = "frameworks/only-checked/versions/1" })));
        Assert.DoesNotContain("only-checked", (await administrator.ListFrameworksAsync(new() { PageSize = 1000 })).Frameworks.Select(known => known.Framework_.Id));
        Assert.Contains("test-three", (await administrator.ListFrameworksAsync(new() { PageSize = 1000 })).Frameworks.Select(known => known.Framework_.Id));
    }

    static async Task<(Proto.Assessment, Findings, string, Checklist, int)> Whole(CaseOf one) =>
    (
        await one.Get(),
        await one.Moderator.GetFindingsAsync(new() { Assessment = one.Name }),
        string.Join('\n', (await one.Moderator.ListStatementsAsync(new() { Assessment = one.Name, PageSize = 1000 })).Statements),
        await one.Moderator.CheckAssessmentAsync(new() { Assessment = one.Name }),
        await one.HistoryLines()
    );
}
