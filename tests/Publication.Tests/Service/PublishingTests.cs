using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;

namespace Apa.Publications.Tests.Service;

public sealed class PublishingTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scheduled_letter_is_published_at_its_instant_and_not_before()
    {
        await using var app = await PublicationApp.Start(postgres);
        Assert.Equal(PublicationState.Scheduled, (await app.Schedule(await app.Pending())).State);
        Assert.Empty(await app.Host.Emitted());
        app.PassTheInstant();
        var published = await app.Reaches(PublicationState.Published);
        Assert.False(published.PublishedLate);
        Assert.Equal(("2006-11-01", 1), (published.LetterDate, published.Revision));
        Assert.StartsWith("2006-11-01T00:0", published.PublishedAt, StringComparison.Ordinal);
        var events = await app.Host.Emitted();
        Assert.Equal(
            [
                ("apa.publication.v1.audit-commission.CpaBlockScored", Given.Name, 1), ("apa.publication.v1.csci.SocialCareJudged", Given.Name, 1),
                ("apa.publication.v1.public.LetterPublished", Given.Name, 1),
            ],
            events.Where(e => e.Subject == Given.Name).Select(e => (e.Exchange, e.Subject, e.Revision)).Order());
    }

    [Fact]
    public async Task A_past_instant_publishes_at_once_and_says_so()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        app.PassTheInstant();
        var published = await app.Schedule(pending);
        Assert.Equal((PublicationState.Published, true, "2006-11-01T00:06:00Z"), (published.State, published.PublishedLate, published.PublishedAt));
    }

    [Fact]
    public async Task A_held_letter_is_not_published_when_due_and_goes_on_once_let_go()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"));
        var held = await app.Hold(await app.Schedule(await app.Pending()));
        await app.Schedule(await app.Pending("820"));
        app.PassTheInstant();
        await app.Reaches(PublicationState.Published, "rounds/apa-2006/publications/820");
        Assert.Equal(("a court asked for it", PublicationState.Scheduled), ((await app.Get()).HoldReason, (await app.Get()).State));
        var release = Assert.Single((await Releases(app)).Distinct());
        Assert.Equal((2, 1, 1), (release.Expected, release.Published, release.Held));

        await app.Unhold(held, LateRelease.KeepDate);
        Assert.True((await app.Reaches(PublicationState.Published)).PublishedLate);
        Assert.Equal((2, 0), (await Releases(app, 6)).Select(r => (r.Published, r.Held)).Last());
    }

    [Fact]
    public async Task Letters_due_together_are_published_together_and_each_audience_hears_that_the_round_is_released()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.ToAssess("820"), Given.NotAssessed("823"));
        await app.Schedule(await app.Pending());
        await app.Schedule(await app.Pending("820"));
        app.PassTheInstant();
        await app.Reaches(PublicationState.Published);
        Assert.Equal([RegisterState.Published, RegisterState.NotAssessed, RegisterState.Published], (await app.Register()).Entries.Select(e => e.State));
        Assert.Equal(3, (await Releases(app)).Count);
        var rows = (await app.Host.Emitted()).Where(e => e.Subject == Given.RoundName).ToList();
        Assert.Equal(["audit-commission", "csci", "public"], rows.Select(e => e.Audience).Order());
        Assert.All(rows, row => Assert.Equal(1, row.Revision));
    }

    [Fact]
    public async Task A_corrected_letter_supersedes_the_published_one_which_is_public_until_then()
    {
        await using var app = await PublicationApp.Start(postgres);
        var first = await app.Pending();
        app.PassTheInstant();
        await app.Schedule(first);
        var second = await app.Pending(revision: 2);
        Assert.Equal(1, (await app.Public.GetRegisterAsync(new() { Round = Given.RoundName }, cancellationToken: Ct)).Entries.Count(e => e.State == RegisterState.Published));
        Assert.Equal((StatusCode.InvalidArgument, "CORRECTION_REASON_REQUIRED"), await PublicationApp.Refused(() => app.Schedule(second)));
        var published = await app.Schedule(second, "reviews were counted twice");
        Assert.Equal((2, 2), (published.Revision, published.LetterRevision));
        var corrections = (await app.Host.Emitted()).Where(e => e.Type.EndsWith(nameof(PublicationCorrected), StringComparison.Ordinal)).ToList();
        Assert.Equal(["audit-commission", "csci", "public"], corrections.Select(e => e.Audience).Order());
        Assert.All(corrections, e => Assert.Equal(2, e.Revision));
        Assert.All(await app.Host.Emitted<PublicationCorrected>(), e => Assert.Equal("reviews were counted twice", e.Reason));
        Assert.Equal("reviews were counted twice", Assert.Single((await app.Register()).Entries).CorrectionReason);
        Assert.Single(await app.Host.Emitted<LetterPublished>());
    }

    [Fact]
    public async Task A_first_letter_corrects_nothing()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        Assert.Equal((StatusCode.InvalidArgument, "NOTHING_TO_CORRECT"), await PublicationApp.Refused(() => app.Schedule(pending, "why not")));
    }

    [Fact]
    public async Task The_register_shows_nothing_of_a_letter_that_is_not_published()
    {
        await using var app = await PublicationApp.Start(postgres, Given.ToAssess("919"), Given.NotAssessed("823"));
        await app.Schedule(await app.Pending());
        var register = await app.Register();
        Assert.Equal("102 of 150 assessed; which 47 were not is not known", register.Coverage);
        Assert.Equal(
            [(RegisterState.NotAssessed, "a joint area review took its place"), (RegisterState.NotYetPublished, "")],
            register.Entries.Select(e => (e.State, e.Reason)));
        Assert.All(register.Entries, e => Assert.True(e.Grades.Count == 0 && e.Designations.Count == 0 && e.Documents.Count == 0 && e.LetterDate.Length == 0));

        app.PassTheInstant();
        await app.Reaches(PublicationState.Published);
        var entry = (await app.Register()).Entries[1];
        Assert.Equal((RegisterState.Published, 3, 1, 2), (entry.State, entry.Grades.Count, entry.Designations.Count, entry.Documents.Count));
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer_and_publishes_once()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        app.PassTheInstant();
        var request = new SchedulePublicationRequest { RequestId = PublicationApp.Id(), Name = pending.Name, Etag = pending.Etag };
        var first = await app.Publisher.SchedulePublicationAsync(request, cancellationToken: Ct);
        Assert.Equal(first, await app.Publisher.SchedulePublicationAsync(request, cancellationToken: Ct));
        Assert.Single(await app.Host.Emitted<LetterPublished>());
        request.Etag = first.Etag;
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"),
            await PublicationApp.Refused(async () => await app.Publisher.SchedulePublicationAsync(request, cancellationToken: Ct)));
    }

    [Fact]
    public async Task A_stale_etag_is_refused()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        await app.Hold(pending);
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), await PublicationApp.Refused(() => app.Schedule(pending)));
    }

    [Fact]
    public async Task A_hold_wants_a_reason()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await PublicationApp.Refused(async () =>
            await app.Publisher.HoldPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = pending.Name, Etag = pending.Etag }, cancellationToken: Ct)));
    }

    /// <summary>Waits for as many releases told, three audiences each.</summary>
    static Task<List<RoundReleased>> Releases(PublicationApp app, int count = 3) => Eventually.Get("the release", async () =>
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var found = await app.Host.Emitted<RoundReleased>();
        return found.Count >= count ? found : null;
    });
}
