using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Apa.Judgements.Tests.Service;

public sealed class RoundTests(JudgementApp app) : IClassFixture<JudgementApp>
{
    JudgementClient Administrator => app.As("adam", "administrator");

    [Fact]
    public async Task The_model_and_the_migrations_agree() =>
        Assert.False(await app.WithDb(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Fact]
    public async Task A_framework_version_never_changes()
    {
        var framework = Frameworks.Harbours();
        var put = await Administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework });
        Assert.Equal("frameworks/harbours/versions/1", put.Name);
        Assert.Equal(put, await Administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework }));
        Assert.Equal(put, await app.As("una", "authority:919").GetFrameworkAsync(new() { Name = put.Name }));

        framework.Title = "Other harbours";
        Assert.Equal((StatusCode.FailedPrecondition, "FRAMEWORK_IMMUTABLE"), await Refused.By(() => Administrator.PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework })));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await Refused.By(() => app.As("ina", "inspector").PutFrameworkAsync(new() { RequestId = CaseOf.Id(), Framework = framework })));
    }

    [Fact]
    public async Task A_round_is_told_of_as_it_was_opened()
    {
        var round = JudgementApp.Round("told", "2006-11-01", "919");
        round.Coverage = new() { Authorities = 150, Assessed = 102, Note = "Which 48 is not known." };
        round.Members.Add(new Member { Authority = new() { LaCode = "920", Name = "Elsewhere" }, State = MemberState.NotAssessed, Reason = "joint area review" });

        var opened = await Administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = round });

        Assert.Equal(("rounds/told", 1), (opened.Name, opened.Revision));
        Assert.Equal(2, opened.Members.Count);
        Assert.Equal(opened, (await app.Event<RoundOpened>("rounds/told", 1)).Round);
        Assert.Equal(opened, await app.As("una", "authority:919").GetRoundAsync(new() { Name = "rounds/told" }));
        Assert.Equal((StatusCode.AlreadyExists, "ALREADY_EXISTS"), await Refused.By(() => Administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = round })));
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_TO_ASSESS"), await Refused.By(() => Open("told", "920")));
    }

    [Fact]
    public async Task Everything_wrong_with_a_round_is_named_at_once()
    {
        var round = JudgementApp.Round("Wrong Id", "1 Nov", "919", "919");
        (round.ReleaseInstant, round.TimeZone) = ("2006-11-01", "Europe/Atlantis");
        round.Members[1].State = MemberState.NotAssessed;

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = round }));

        Assert.Equal(["round.id", "round.letter_date", "round.release_instant", "round.time_zone", "round.members", "round.members[1].reason"], Refused.Fields(error));
    }

    [Fact]
    public async Task A_round_needs_its_framework_loaded()
    {
        var round = JudgementApp.Round("early", "2006-11-01", "919");
        round.Framework.Version = 9;

        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.By(() => Administrator.OpenRoundAsync(new() { RequestId = CaseOf.Id(), Round = round })));
    }

    [Theory]
    [InlineData("ina", "ina", "mona", "team")]           // a person twice
    [InlineData("ina", "ian", "ina", "team.moderator")]  // the moderator among the inspectors
    [InlineData("ina", "ian", "ian", "team.moderator")]
    [InlineData("ina", "ian", "", "team.moderator")]
    public async Task A_team_keeps_four_eyes(string lead, string member, string moderator, string field)
    {
        var team = new Team { Lead = lead, Moderator = moderator, Members = { new TeamMember { Person = member, Body = "csci" } } };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Open("autumn", "999", team));

        Assert.Equal([field], Refused.Fields(error));
    }

    [Fact]
    public async Task Only_someone_of_the_team_opens_its_case() =>
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_THE_CASE"), await Refused.By(() => Open("autumn", "201", caller: "sid")));

    [Fact]
    public async Task A_case_whose_profile_cannot_be_had_says_why_and_opens_when_it_can()
    {
        app.Indicators.Refusal = new(StatusCode.NotFound, "datasets/figures/versions/1 is not there");
        var @case = new CaseOf(app, "202");
        await Open("autumn", "202");
        var waiting = await JudgementApp.Until(@case.Get, assessment => assessment.WaitingFor.Contains("is not there"));
        Assert.Equal(AssessmentState.Opening, waiting.State);
        Assert.Equal((StatusCode.FailedPrecondition, "CASE_NOT_OPEN"), await Refused.By(() => @case.Lead.PutFindingsAsync(@case.Findings())));

        app.Indicators.Refusal = new(StatusCode.Unavailable, "connection refused");
        await JudgementApp.Until(@case.Get, assessment => assessment.WaitingFor == "Indicators does not answer");

        app.Indicators.Refusal = null;
        var open = await JudgementApp.Until(@case.Get, assessment => assessment.State == AssessmentState.Open);
        Assert.Equal("", open.WaitingFor);
        Assert.Equal("2006-11-01", app.Indicators.Asked!.AddresseeOn);
        Assert.Equal((StatusCode.AlreadyExists, "ALREADY_EXISTS"), await Refused.By(() => Open("autumn", "202")));
    }

    [Fact]
    public async Task A_newer_dataset_marks_open_cases_stale_and_nothing_else()
    {
        var open = new CaseOf(app, "203");
        await open.Open();
        var final = new CaseOf(app, "204");
        await final.Open();
        await final.Final();

        await app.Hear(new DatasetReleased { DatasetVersion = "datasets/figures/versions/2", Version = 2 }, "datasets/figures", 2);

        Assert.True((await open.Get()).Stale);
        Assert.Equal((AssessmentState.Open, "datasets/figures/versions/1"), ((await open.Get()).State, (await open.Get()).DatasetVersion));
        Assert.False((await final.Get()).Stale);
    }

    [Fact]
    public async Task Cases_are_listed_by_page()
    {
        foreach (var laCode in new[] { "302", "301", "303" })
            await new CaseOf(app, laCode).Open("winter");
        var moderator = app.As("mona", "moderator");

        var first = await moderator.ListAssessmentsAsync(new() { Round = "rounds/winter", PageSize = 2 });
        var second = await moderator.ListAssessmentsAsync(new() { Round = "rounds/winter", PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(["301", "302"], first.Assessments.Select(assessment => assessment.Authority.LaCode));
        Assert.Equal(["303"], second.Assessments.Select(assessment => assessment.Authority.LaCode));
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task The_database_refuses_to_change_the_history()
    {
        await new CaseOf(app, "205").Open();

        var error = await Assert.ThrowsAsync<PostgresException>(() => app.WithDb(db => db.History.ExecuteDeleteAsync()));
        Assert.Contains("never changed", error.MessageText);
        Assert.True(await app.WithDb(db => db.History.AnyAsync()));
    }

    AsyncUnaryCall<Proto.Assessment> Open(string round, string laCode, Team? team = null, string caller = "ina") => app.As(caller, "inspector").OpenAssessmentAsync(new()
    {
        RequestId = CaseOf.Id(),
        Round = $"rounds/{round}",
        LaCode = laCode,
        DatasetVersion = "datasets/figures/versions/1",
        Team = team ?? CaseOf.Team,
    });
}
