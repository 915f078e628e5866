using Apa.Protos.Publications.V1;
using Apa.Shared;

namespace Apa.Publications.Tests.Domain;

public sealed class PublicationTests
{
    static readonly DateTimeOffset Before = Given.Instant.AddHours(-1);
    static readonly DateTimeOffset After = Given.Instant.AddHours(1);

    static readonly Dictionary<string, Action<Publication>> Verbs = new()
    {
        ["arrive"] = p => p.DocumentsArrived(),
        ["schedule"] = p => p.Schedule(Given.Instant, Before),
        ["hold"] = p => p.Hold("a court asked for it"),
        ["unhold"] = p => p.Unhold(Given.Instant, Before),
        ["keep"] = p => p.Unhold(Given.Instant, After, LateRelease.KeepDate),
        ["reissue"] = p => p.Unhold(Given.Instant, After, LateRelease.Reissue),
        ["unhold-late"] = p => p.Unhold(Given.Instant, After),
        ["keep-early"] = p => p.Unhold(Given.Instant, Before, LateRelease.KeepDate),
        ["take-back"] = p => p.Unschedule(),
        ["wait"] = p => p.StillWaiting("nobody answers", Before),
        ["fail"] = p => p.PutAside("its framework is gone", After),
        ["retry"] = p => p.Retry(Given.Instant, After),
        ["publish"] = p => p.Publish(null, After),
        ["withdraw"] = p => p.Withdraw("a wrong grade", After),
        ["correct"] = p => p.Schedule(Given.Instant, Before, corrects: true, "a wrong grade"),
        ["correct-silently"] = p => p.Schedule(Given.Instant, Before, corrects: true),
        ["correct-nothing"] = p => p.Schedule(Given.Instant, Before, corrects: false, "a wrong grade"),
        ["replace"] = p => Accepted(2, p),
    };

    static Publication Accepted(long revision = 1, Publication? before = null) => Publication.Accept(Given.Letter(revision: revision), before, null, Before);

    static Publication After_(params string[] verbs)
    {
        var publication = Accepted();
        foreach (var verb in verbs) Verbs[verb](publication);
        return publication;
    }

    [Theory]
    [InlineData("arrive", PublicationState.Pending)]
    [InlineData("arrive schedule", PublicationState.Scheduled)]
    [InlineData("arrive schedule publish", PublicationState.Published)]
    [InlineData("hold arrive schedule unhold publish", PublicationState.Published)]
    [InlineData("arrive schedule hold keep publish", PublicationState.Published)]
    [InlineData("arrive schedule hold reissue keep publish", PublicationState.Published)]
    [InlineData("arrive schedule hold reissue", PublicationState.Scheduled)]
    [InlineData("arrive correct", PublicationState.Scheduled)]
    [InlineData("arrive schedule take-back", PublicationState.Pending)]
    [InlineData("arrive schedule hold take-back schedule", PublicationState.Scheduled)]
    [InlineData("arrive schedule fail", PublicationState.Scheduled)]
    [InlineData("arrive schedule fail retry publish", PublicationState.Published)]
    [InlineData("arrive schedule fail replace", PublicationState.Superseded)]
    [InlineData("wait retry arrive", PublicationState.Pending)]
    [InlineData("arrive schedule publish withdraw", PublicationState.Withdrawn)]
    [InlineData("arrive schedule publish withdraw replace", PublicationState.Withdrawn)]
    [InlineData("replace", PublicationState.Superseded)]
    [InlineData("arrive replace", PublicationState.Superseded)]
    [InlineData("arrive schedule replace", PublicationState.Superseded)]
    [InlineData("arrive schedule publish replace", PublicationState.Published)]
    public void Verbs_lead_from_state_to_state(string verbs, PublicationState state) => Assert.Equal(state, After_(verbs.Split(' ')).State);

    [Theory]
    [InlineData("", "schedule", "WRONG_STATE")]
    [InlineData("", "publish", "WRONG_STATE")]
    [InlineData("", "unhold", "NOT_HELD")]
    [InlineData("arrive", "arrive", "WRONG_STATE")]
    [InlineData("arrive", "publish", "WRONG_STATE")]
    [InlineData("arrive schedule", "schedule", "WRONG_STATE")]
    [InlineData("arrive hold", "hold", "ALREADY_HELD")]
    [InlineData("arrive schedule hold", "publish", "ALREADY_HELD")]
    [InlineData("arrive schedule publish", "publish", "WRONG_STATE")]
    [InlineData("arrive schedule publish", "hold", "WRONG_STATE")]
    [InlineData("replace", "schedule", "WRONG_STATE")]
    [InlineData("arrive", "take-back", "WRONG_STATE")]
    [InlineData("arrive schedule publish", "take-back", "WRONG_STATE")]
    [InlineData("", "withdraw", "WRONG_STATE")]
    [InlineData("arrive schedule", "withdraw", "WRONG_STATE")]
    [InlineData("arrive schedule publish withdraw", "withdraw", "WRONG_STATE")]
    [InlineData("arrive schedule publish withdraw", "hold", "WRONG_STATE")]
    [InlineData("arrive schedule publish withdraw", "schedule", "WRONG_STATE")]
    [InlineData("", "retry", "NOT_FAILED")]
    [InlineData("arrive schedule", "retry", "NOT_FAILED")]
    [InlineData("wait arrive", "retry", "NOT_FAILED")]
    [InlineData("arrive schedule fail replace", "retry", "NOT_FAILED")]
    [InlineData("arrive", "fail", "WRONG_STATE")]
    [InlineData("arrive", "correct-silently", "CORRECTION_REASON_REQUIRED")]
    [InlineData("arrive", "correct-nothing", "NOTHING_TO_CORRECT")]
    [InlineData("arrive hold", "unhold-late", "LATE_RELEASE_UNDECIDED")]
    [InlineData("arrive hold reissue", "unhold-late", "LATE_RELEASE_UNDECIDED")]
    [InlineData("arrive hold", "keep-early", "NOT_LATE")]
    [InlineData("arrive hold reissue", "reissue", "ALREADY_HELD")]
    [InlineData("arrive schedule hold reissue", "publish", "ALREADY_HELD")]
    [InlineData("arrive hold keep", "keep", "NOT_HELD")]
    public void Other_verbs_are_refused(string verbs, string verb, string reason)
    {
        var publication = After_(verbs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var etag = publication.Etag;
        Assert.Equal(reason, Assert.Throws<Refusal>(() => Verbs[verb](publication)).Reason);
        Assert.Equal(etag, publication.Etag);
    }

    [Fact]
    public void Every_verb_gives_a_new_etag()
    {
        var publication = Accepted();
        var etags = new HashSet<string> { publication.Etag };
        foreach (var verb in (string[])["hold", "arrive", "unhold", "schedule", "publish"])
        {
            Verbs[verb](publication);
            Assert.True(etags.Add(publication.Etag), verb);
        }
        Assert.True(etags.Add(Accepted(2, publication).Etag));
    }

    [Theory]
    [InlineData("", PublicationStage.Unspecified)]
    [InlineData("wait", PublicationStage.Pull)]
    [InlineData("wait arrive", PublicationStage.Unspecified)]
    [InlineData("arrive schedule fail", PublicationStage.Publish)]
    [InlineData("arrive schedule fail retry", PublicationStage.Unspecified)]
    public void A_failure_has_a_stage(string verbs, PublicationStage stage) =>
        Assert.Equal(stage, After_(verbs.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FailedStage);

    [Fact]
    public void What_failed_is_not_due_until_it_is_retried_and_then_it_is_late()
    {
        var publication = After_("arrive", "schedule", "fail");
        Assert.False(publication.IsDue(Given.Instant, After));
        publication.Retry(Given.Instant, After);
        Assert.True(publication.IsDue(Given.Instant, After));
        Assert.True(publication.PublishedLate);
    }

    [Fact]
    public void A_retry_asks_for_documents_at_once()
    {
        var publication = After_("wait", "wait", "wait");
        Assert.True(publication.TryAfter > Before);
        publication.Retry(Given.Instant, Before);
        Assert.Equal(Before, publication.TryAfter);
    }

    [Theory]
    [InlineData("2006-11-20", null, LateRelease.Unspecified)]
    [InlineData("2006-11-01", "a court asked for it; to be issued again with a later date than 2006-11-01", LateRelease.Reissue)]
    [InlineData("2006-10-20", "a court asked for it; to be issued again with a later date than 2006-11-01", LateRelease.Reissue)]
    public void Only_a_later_date_ends_the_wait_for_one(string date, string? held, LateRelease choice)
    {
        var next = Publication.Accept(Given.Letter(revision: 2, date: date), After_("arrive", "schedule", "hold", "reissue"), null, After);
        Assert.Equal((held, choice), (next.HoldReason, next.LateRelease));
    }

    [Fact]
    public void Any_other_hold_stays_on_a_letter_with_a_later_date() =>
        Assert.Equal("a court asked for it", Publication.Accept(Given.Letter(revision: 2, date: "2006-11-20"), After_("hold"), null, After).HoldReason);

    [Fact]
    public void It_corrects_nothing_where_what_it_was_to_correct_was_withdrawn()
    {
        var publication = After_("arrive", "correct");
        Assert.Equal("a wrong grade", publication.CorrectionReason);
        Assert.Null(publication.Foreseen(null, After, 2).CorrectionReason);
        publication.Publish(null, After, 2);
        Assert.Null(publication.CorrectionReason);
    }

    [Fact]
    public void A_withdrawal_counts_and_the_next_letter_goes_on_counting_though_it_came_before()
    {
        var first = After_("arrive", "schedule", "publish");
        var second = Accepted(2, first);
        first.Withdraw("a wrong grade", After);
        second.DocumentsArrived();
        second.Schedule(Given.Instant, After);
        Assert.Equal(3, second.Foreseen(null, After, first.Revision).Revision);
        second.Publish(null, After, first.Revision);
        Assert.Equal((2, 3), (first.Revision, second.Revision));
    }

    [Fact]
    public void Only_publishing_raises_the_revision_and_the_next_letter_goes_on_counting()
    {
        var first = After_("arrive", "schedule", "hold", "unhold");
        Assert.Equal(0, first.Revision);
        first.Publish(null, After);
        Assert.Equal(1, first.Revision);

        var second = Accepted(2, first);
        second.DocumentsArrived();
        second.Schedule(Given.Instant, After);
        second.Publish(first, After);
        Assert.Equal((2, PublicationState.Superseded), (second.Revision, first.State));
    }

    [Fact]
    public void A_hold_stays_on_the_letter_that_takes_its_place() => Assert.Equal("a court asked for it", Accepted(2, After_("hold")).HoldReason);

    [Fact]
    public void A_held_one_is_not_due_until_it_is_let_go_and_then_it_is_late()
    {
        var publication = After_("arrive", "schedule", "hold");
        Assert.False(publication.IsDue(Given.Instant, After));
        publication.Unhold(Given.Instant, After, LateRelease.KeepDate);
        Assert.True(publication.IsDue(Given.Instant, After));
        Assert.True(publication.PublishedLate);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(7, 60)]
    [InlineData(400, 60)]
    public void It_asks_ever_later_for_documents_up_to_a_minute(int times, int seconds)
    {
        var publication = Accepted();
        for (var i = 0; i < times; i++) publication.StillWaiting("nobody answers", Before);
        Assert.Equal(Before.AddSeconds(seconds), publication.TryAfter);
    }
}
