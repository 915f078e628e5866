using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Service;

public sealed class ReleaseTests(PostgresFixture postgres)
{
    const string Other = "rounds/apa-2006/publications/820";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Task<PublicationApp> WithTwo() => PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"));

    [Fact]
    public async Task Everything_pending_is_scheduled_in_one_call_and_what_is_refused_stops_nothing()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("820"), Given.ToAssess("823"), Given.ToAssess("919"), Given.ToAssess("940"));
        await app.Schedule(await app.Pending("823"));
        await app.Pending("820");
        await app.Hold(await app.Pending("919"));
        app.Letters.Away = true;
        await app.Issue("940");

        var told = await app.ScheduleRound();
        Assert.Equal([(Other, "", 1, 2), (Given.Name, "", 2, 2)], told.Select(step => (step.Name, step.Reason, step.Done, step.Total)));
        Assert.All(told, step => Assert.Equal(PublicationState.Scheduled, step.State));
        Assert.Equal("a court asked for it", (await app.Get()).HoldReason);
        Assert.Equal(PublicationState.Accepting, (await app.Get("rounds/apa-2006/publications/940")).State);
        Assert.Empty(await app.ScheduleRound());
    }

    [Fact]
    public async Task A_correction_is_refused_among_many_since_it_wants_a_reason_of_its_own()
    {
        await using var app = await WithTwo();
        var first = await app.Pending();
        app.PassTheInstant();
        await app.Schedule(first);
        await app.Pending(revision: 2);
        await app.Pending("820");
        var told = await app.ScheduleRound();
        Assert.Equal([PublicationState.Published, PublicationState.Pending], told.Select(step => step.State));
        Assert.Equal("", told[0].Reason);
        Assert.Contains("correction_reason", told[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_goes_on_where_it_was_cut_off_and_undoes_no_abort()
    {
        await using var app = await WithTwo();
        await app.SetOnCall("olga");
        await app.Pending("820");
        var request = PublicationApp.Id();
        Assert.Single(await app.ScheduleRound(request));
        await app.Pending();
        Assert.Equal([Given.Name], (await app.ScheduleRound(request)).Select(step => step.Name));

        await PublicationApp.Abort(app.OnCall);
        var again = await app.ScheduleRound(request);
        Assert.Equal([PublicationState.Pending, PublicationState.Pending], again.Select(step => step.State));
        Assert.All(again, step => Assert.Contains("used before", step.Reason, StringComparison.Ordinal));
        Assert.All(await app.ScheduleRound(), step => Assert.Equal(PublicationState.Scheduled, step.State));
    }

    [Fact]
    public async Task A_person_on_call_takes_everything_scheduled_back_at_once_and_it_is_kept_who_did_and_why()
    {
        await using var app = await WithTwo();
        var onCall = await app.SetOnCall("olga", "omar");
        Assert.Equal(("petra", 2), (onCall.OnCallSetBy, onCall.OnCall.Count));
        await app.Pending("820");
        await app.Hold(await app.Pending());
        await app.ScheduleRound();

        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_CALL"), await PublicationApp.Refused(() => PublicationApp.Abort(app.Publisher)));
        var aborted = await PublicationApp.Abort(app.OnCall);
        var abort = Assert.Single(aborted.Aborts);
        Assert.Equal(("olga", "a figure is wrong"), (abort.By, abort.Reason));
        Assert.Equal([Other, Given.Name], abort.Publications);
        Assert.Equal([PublicationState.Pending, PublicationState.Pending], [(await app.Get()).State, (await app.Get(Other)).State]);
        Assert.Equal("a court asked for it", (await app.Get()).HoldReason);
        Assert.Equal(aborted, await app.As(Role.Auditor).GetReleaseAsync(new() { Round = Given.RoundName }, cancellationToken: Ct));
        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_SCHEDULED"), await PublicationApp.Refused(() => PublicationApp.Abort(app.OnCall)));

        app.PassTheInstant();
        app.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((StatusCode.FailedPrecondition, "RELEASE_INSTANT_PAST"), await PublicationApp.Refused(() => PublicationApp.Abort(app.OnCall)));
        Assert.Empty(await app.Host.Emitted());
    }

    [Fact]
    public async Task Who_is_on_call_is_named_by_a_publisher_each_once()
    {
        await using var app = await WithTwo();
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_CALL"), await PublicationApp.Refused(() => PublicationApp.Abort(app.OnCall)));
        foreach (var people in (string[][])[[], ["olga", "olga"], [""]])
            Assert.Equal(StatusCode.InvalidArgument, (await PublicationApp.Refused(() => app.SetOnCall(people))).Code);
        await app.SetOnCall("olga");
        await app.SetOnCall("omar");
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ON_CALL"), await PublicationApp.Refused(() => PublicationApp.Abort(app.OnCall)));
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), await PublicationApp.Refused(() => PublicationApp.Abort(app.Public)));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_DENIED"), await PublicationApp.Refused(async () => await app.As(Role.Editor).SetOnCallAsync(
            new() { RequestId = PublicationApp.Id(), Round = Given.RoundName, People = { new Release.Types.OnCall { Person = "olga", Name = "Olga" } } }, cancellationToken: Ct)));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await PublicationApp.Refused(async () =>
            await app.Publisher.GetReleaseAsync(new() { Round = "rounds/none" }, cancellationToken: Ct)));
    }

    [Fact]
    public async Task One_that_cannot_be_published_is_put_aside_blocks_nothing_and_is_retried()
    {
        await using var app = await WithTwo();
        await app.PutFramework(2);
        await app.Pending();
        await app.Pending("820", framework: 2);
        await app.ScheduleRound();
        await app.Host.WithDb(db => db.Frameworks.Where(row => row.Version == 2).ExecuteDeleteAsync(Ct));
        app.PassTheInstant();

        await app.Reaches(PublicationState.Published);
        var failed = await app.Get(Other);
        Assert.Equal((PublicationState.Scheduled, PublicationStage.Publish), (failed.State, failed.Failure.Stage));
        Assert.Contains("frameworks/apa-2006/versions/2 is not there", failed.Failure.Reason, StringComparison.Ordinal);
        Assert.Equal([(Given.Name, 3)], (await app.Host.Emitted()).GroupBy(e => e.Subject).Select(of => (of.Key, of.Count())));

        // As long as what was wrong is wrong, it says so again.
        await app.Retry(failed);
        failed = await Eventually.Get("the failure again", async () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return await app.Get(Other) is { Failure: not null } again && again.Failure.FailedAt != failed.Failure.FailedAt ? again : null;
        });
        await app.PutFramework(2);
        Assert.Null((await app.Retry(failed)).Failure);
        Assert.True((await app.Reaches(PublicationState.Published, Other)).PublishedLate);
        await Eventually.Holds("the release is closed", async () => (await app.Host.Emitted<RoundReleased>()).Count == 3);
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_FAILED"), await PublicationApp.Refused(async () => await app.Retry(await app.Get())));
    }

    [Theory]
    [InlineData("away", "letter.html: the letter service answers Unavailable: nobody is at home")]
    [InlineData("changed", "letter.html: its SHA-256 is not the one that was announced")]
    public async Task Documents_that_cannot_be_had_or_are_others_are_a_failure_too_and_a_retry_asks_at_once(string fault, string reason)
    {
        await using var app = await WithTwo();
        await app.Pending("820");
        app.Letters.Away = fault == "away";
        app.Letters.Spoil = bytes => [(byte)(bytes[0] ^ 1), .. bytes[1..]];
        await app.Issue();
        var waiting = await Eventually.Get("the failure", async () => await app.Get() is { Failure: not null } p ? p : null);
        Assert.Equal((PublicationState.Accepting, PublicationStage.Pull, reason), (waiting.State, waiting.Failure.Stage, waiting.Failure.Reason));
        // It blocks nothing but itself.
        Assert.Equal([(Other, PublicationState.Scheduled)], (await app.ScheduleRound()).Select(step => (step.Name, step.State)));
        (app.Letters.Away, app.Letters.Spoil) = (false, null);
        // The clock stands still: only the retry can have brought it on.
        await app.Retry(waiting);
        var pending = await Eventually.Get("the documents", async () => await app.Get() is { State: PublicationState.Pending } p ? p : null);
        Assert.Null(pending.Failure);
    }

    [Fact]
    public async Task Replicas_release_a_round_once_and_one_that_starts_late_finds_it_released()
    {
        string[] laCodes = [.. Enumerable.Range(801, 12).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        await using var app = await PublicationApp.Start(postgres, [.. laCodes.Select(Given.ToAssess)]);
        await using var replica = await app.Replica();
        foreach (var laCode in laCodes) await app.Pending(laCode);
        await app.ScheduleRound();
        app.PassTheInstant();
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await Released(app);
        await using (var late = await app.Replica())
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            await Released(app);
        }
        var events = await replica.Emitted();
        Assert.Equal((laCodes.Length * 3) + 3, events.Count);
        Assert.Equal(events.Count, events.Select(e => (e.Exchange, e.Subject, e.Revision)).Distinct().Count());
        // One save: nothing of the round was public before the rest.
        Assert.Equal(1, await app.Host.WithDb(db => db.Database.SqlQuery<int>($"SELECT count(DISTINCT xmin::text)::int AS \"Value\" FROM outbox WHERE subject <> {Given.RoundName}").SingleAsync()));
    }

    static Task Released(PublicationApp app) => Eventually.Holds("the round is released", async () =>
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return (await app.Host.Emitted<RoundReleased>()).Count >= 3;
    });
}
