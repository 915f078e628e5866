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
        ["publish"] = p => p.Publish(null, After),
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
        publication.Unhold(Given.Instant, After);
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
