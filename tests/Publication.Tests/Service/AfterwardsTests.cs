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
}
