using Apa.Protos.Publications.V1;
using Apa.Tests;
using Grpc.Core;

namespace Apa.Publications.Tests.Service;

/// <summary>What becomes of a letter after the instant: withdrawn, published again, let go late.</summary>
public sealed class AfterwardsTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    async Task<(PublicationApp App, Proto.Publication Published)> Published()
    {
        var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        app.PassTheInstant();
        return (app, await app.Schedule(pending));
    }

    static async Task<StatusCode> Download(PublicationApp app)
    {
        try
        {
            using var call = app.Public.GetPublishedDocument(new() { Publication = Given.Name, FileName = "letter.html" }, cancellationToken: Ct);
            while (await call.ResponseStream.MoveNext(Ct)) continue;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    [Fact]
    public async Task A_withdrawn_letter_is_public_no_more_and_everyone_who_was_told_of_it_is_told()
    {
        var (app, published) = await Published();
        await using var _ = app;
        Assert.Equal(StatusCode.OK, await Download(app));

        var withdrawn = await app.Withdraw(published);
        Assert.Equal((PublicationState.Withdrawn, 2, "a wrong grade", "2006-11-01T00:06:00Z"), (withdrawn.State, withdrawn.Revision, withdrawn.WithdrawalReason, withdrawn.WithdrawnAt));
        Assert.Equal(StatusCode.NotFound, await Download(app));
        var entry = Assert.Single((await app.Register()).Entries);
        Assert.Equal((RegisterState.Withdrawn, "a wrong grade", "2006-11-01T00:06:00Z"), (entry.State, entry.Reason, entry.WithdrawnAt));
        Assert.True(entry.Grades.Count == 0 && entry.Documents.Count == 0 && entry.LetterDate.Length == 0 && entry.Publication.Length == 0);

        var told = (await app.Host.Emitted()).Where(e => e.Type.EndsWith(nameof(PublicationWithdrawn), StringComparison.Ordinal)).ToList();
        Assert.Equal(["audit-commission", "csci", "public"], told.Select(e => e.Audience).Order());
        Assert.All(told, e => Assert.Equal((Given.Name, 2), (e.Subject, e.Revision)));
        Assert.All(await app.Host.Emitted<PublicationWithdrawn>(), e => Assert.Equal(("a wrong grade", 1), (e.Reason, e.Key.LetterRevision)));
        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await PublicationApp.Refused(() => app.Withdraw(withdrawn)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_revision_is_published_again_also_where_it_waited_when_the_first_was_withdrawn(bool waited)
    {
        var (app, published) = await Published();
        await using var _ = app;
        if (waited)
        {
            Assert.Equal(PublicationState.Withdrawn, (await app.Withdraw(await app.Pending(revision: 2))).State);
            Assert.Equal((2, PublicationState.Pending), ((await app.Get()).LetterRevision, (await app.Get()).State));
        }
        else
        {
            await app.Withdraw(published);
            await app.Pending(revision: 2);
        }
        var again = await app.Schedule(await app.Get());
        Assert.Equal((PublicationState.Published, 2, 3), (again.State, again.LetterRevision, again.Revision));
        Assert.Equal(RegisterState.Published, Assert.Single((await app.Register()).Entries).State);
        Assert.Equal(StatusCode.OK, await Download(app));
        Assert.Equal([1, 2], (await app.Host.Emitted<LetterPublished>()).Select(e => e.Key.LetterRevision).Order());
        Assert.Empty(await app.Host.Emitted<PublicationCorrected>());
    }

    [Fact]
    public async Task What_is_not_public_is_not_withdrawn_and_a_withdrawal_wants_a_reason()
    {
        await using var app = await PublicationApp.Start(postgres);
        var pending = await app.Pending();
        Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), await PublicationApp.Refused(() => app.Withdraw(pending)));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await PublicationApp.Refused(async () =>
            await app.Publisher.WithdrawPublicationAsync(new() { RequestId = PublicationApp.Id(), Name = pending.Name, Etag = pending.Etag }, cancellationToken: Ct)));
    }

    [Fact]
    public async Task A_held_letter_let_go_after_its_date_keeps_it_by_choice_and_the_register_says_so()
    {
        await using var app = await PublicationApp.Start(postgres);
        var held = await app.Hold(await app.Schedule(await app.Pending()));
        Assert.Equal((StatusCode.InvalidArgument, "NOT_LATE"), await PublicationApp.Refused(() => app.Unhold(held, LateRelease.KeepDate)));
        app.PassTheInstant();
        Assert.Equal((StatusCode.InvalidArgument, "LATE_RELEASE_UNDECIDED"), await PublicationApp.Refused(() => app.Unhold(held)));
        Assert.Equal(LateRelease.KeepDate, (await app.Unhold(held, LateRelease.KeepDate)).LateRelease);
        await app.Reaches(PublicationState.Published);
        var entry = Assert.Single((await app.Register()).Entries);
        Assert.Equal(("2006-11-01", LateRelease.KeepDate), (entry.LetterDate, entry.LateRelease));
    }

    [Fact]
    public async Task A_held_letter_let_go_after_its_date_waits_for_a_letter_with_a_later_one_by_choice()
    {
        await using var app = await PublicationApp.Start(postgres);
        var held = await app.Hold(await app.Schedule(await app.Pending()));
        app.PassTheInstant();
        var waiting = await app.Unhold(held, LateRelease.Reissue);
        Assert.Equal("a court asked for it; to be issued again with a later date than 2006-11-01", waiting.HoldReason);
        Assert.Equal(waiting.HoldReason, (await app.Pending(revision: 2)).HoldReason);
        var reissued = await app.Pending(revision: 3, date: "2006-11-20");
        Assert.Equal(("", LateRelease.Unspecified), (reissued.HoldReason, reissued.LateRelease));
        await app.Schedule(reissued);
        Assert.Equal("2006-11-20", Assert.Single((await app.Register()).Entries).LetterDate);
        Assert.Equal(3, Assert.Single(await app.Host.Emitted<LetterPublished>()).Key.LetterRevision);
    }

    /// <summary>What an audience was told of the letter, in order: event, letter revision, revision of the publication.</summary>
    static async Task<string> Told(PublicationApp app, string audience) => string.Join(" ", (await app.Host.Emitted()).Where(e => e.Audience == audience && e.Subject == Given.Name)
        .OrderBy(e => e.Revision).Select(e => $"{e.Type.Split('.')[^1]}:{System.Text.Json.JsonDocument.Parse(e.Data).RootElement.GetProperty("key").GetProperty("letterRevision").GetString()}:{e.Revision}"));

    [Fact]
    public async Task Two_corrections_a_withdrawal_and_the_letter_again_are_each_told_to_everyone_who_had_it_in_order()
    {
        var (app, _) = await Published();
        await using var __ = app;
        await app.Schedule(await app.Pending(revision: 2), "reviews were counted twice");
        await app.Schedule(await app.Pending(revision: 3), "a name was wrong");
        await app.Withdraw(await app.Get());
        await app.Schedule(await app.Pending(revision: 4));
        foreach (var (audience, first) in new[] { ("public", nameof(LetterPublished)), ("audit-commission", nameof(CpaBlockScored)), ("csci", nameof(SocialCareJudged)) })
            Assert.Equal($"{first}:1:1 PublicationCorrected:2:2 PublicationCorrected:3:3 PublicationWithdrawn:3:4 {first}:4:5", await Told(app, audience));
        Assert.Equal(["a name was wrong", "reviews were counted twice"], (await app.Host.Emitted<PublicationCorrected>()).Select(e => e.Reason).Distinct().Order());
    }

    [Fact]
    public async Task An_audience_that_a_later_framework_added_hears_of_the_letter_when_it_is_corrected_and_then_of_all_that_follows()
    {
        var (app, _) = await Published();
        await using var __ = app;
        var later = Given.Framework(2);
        later.Audiences.Add(new Audience(later.Audiences[0]) { Id = "press", Title = "press" });
        await app.As(Apa.Shared.Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = later }, cancellationToken: Ct);
        await app.Schedule(await app.Pending(revision: 2, framework: 2), "reviews were counted twice");
        await app.Schedule(await app.Pending(revision: 3, framework: 2), "a name was wrong");
        await app.Withdraw(await app.Get());
        Assert.Equal("LetterPublished:2:2 PublicationCorrected:3:3 PublicationWithdrawn:3:4", await Told(app, "press"));
        Assert.Equal("LetterPublished:1:1 PublicationCorrected:2:2 PublicationCorrected:3:3 PublicationWithdrawn:3:4", await Told(app, "public"));
    }

    [Fact]
    public async Task An_audience_that_a_later_framework_left_out_hears_of_corrections_and_of_the_withdrawal_all_the_same()
    {
        var (app, _) = await Published();
        await using var __ = app;
        var later = Given.Framework(2);
        later.Audiences.RemoveAt(2);
        await app.As(Apa.Shared.Role.Administrator).PutFrameworkAsync(new() { RequestId = PublicationApp.Id(), Framework = later }, cancellationToken: Ct);
        var second = await app.Pending(revision: 2, framework: 2);
        var foreseen = (await app.Preview()).Members.Single().Audiences;
        Assert.Equal(["public", "audit-commission", "csci"], foreseen.Select(audience => audience.Audience));
        await app.Schedule(second, "reviews were counted twice");
        await app.Withdraw(await app.Get());
        Assert.Equal("SocialCareJudged:1:1 PublicationCorrected:2:2 PublicationWithdrawn:2:3", await Told(app, "csci"));
        Assert.Equal(["social-care"], (await app.Host.Emitted()).Where(e => e.Audience == "csci" && e.Type == PublicationCorrected.Descriptor.FullName)
            .SelectMany(e => PublicationCorrected.Parser.ParseJson(e.Data).Grades).Select(grade => grade.Area));
    }
}
