using Apa.Protos.Publications.V1;

namespace Apa.Publications.Tests.Domain;

public sealed class RoundTests
{
    static Round Opened() => Round.Open(Given.Round(Given.ToAssess("919"), Given.ToAssess("820"), Given.NotAssessed("823")));

    static Standing[] Standings(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':') is [var la, var state]
        ? new Standing(la, Enum.Parse<PublicationState>(state.TrimEnd('!')), state.EndsWith('!'))
        : throw new FormatException(text))];

    [Theory]
    [InlineData("")]
    [InlineData("919:Published")]
    [InlineData("919:Published 820:Scheduled")]
    [InlineData("919:Accepting! 820:Pending!")]
    [InlineData("919:Published 820:Superseded")]
    [InlineData("919:Published 999:Published")]
    public void It_stays_open_while_a_member_is_outstanding(string standings) => Assert.Null(Opened().Close(Standings(standings), Given.Instant));

    [Theory]
    [InlineData("919:Published 820:Published", 2, 0)]
    [InlineData("919:Published 820:Pending!", 1, 1)]
    [InlineData("919:Published 820:Published 820:Pending!", 2, 0)]
    [InlineData("919:Superseded 919:Published 820:Superseded! 820:Scheduled!", 1, 1)]
    public void It_closes_once_each_is_published_or_held(string standings, int published, int held)
    {
        var release = Opened().Close(Standings(standings), Given.Instant)!;
        Assert.Equal((2, published, held, 1), (release.Expected, release.Published, release.Held, release.NotAssessed));
        Assert.Equal("2006-11-01T00:01:00Z", release.ReleasedAt);
    }

    [Fact]
    public void It_tells_a_release_once_and_another_when_its_counts_change()
    {
        var round = Opened();
        Assert.NotNull(round.Close(Standings("919:Published 820:Scheduled!"), Given.Instant));
        Assert.Null(round.Close(Standings("919:Published 820:Scheduled!"), Given.Instant.AddHours(1)));
        Assert.Null(round.Close(Standings("919:Published 820:Scheduled"), Given.Instant.AddHours(1)));
        Assert.NotNull(round.Close(Standings("919:Published 820:Published"), Given.Instant.AddHours(2)));
        Assert.Equal(2, round.ReleaseRevision);
    }

    [Theory]
    [InlineData("919:Published 820:Withdrawn", 1, 0, 1)]
    [InlineData("919:Withdrawn 820:Withdrawn", 0, 0, 2)]
    [InlineData("919:Withdrawn 919:Pending! 820:Published", 1, 0, 1)]
    [InlineData("919:Withdrawn 919:Published 820:Published", 2, 0, 0)]
    public void What_was_withdrawn_is_not_outstanding(string standings, int published, int held, int withdrawn)
    {
        var release = Opened().Close(Standings(standings), Given.Instant)!;
        Assert.Equal((published, held, withdrawn), (release.Published, release.Held, release.Withdrawn));
    }

    static Publication Scheduled(string laCode = "919")
    {
        var publication = Publication.Accept(Given.Letter(laCode), null, null, Given.Instant);
        publication.DocumentsArrived();
        publication.Schedule(Given.Instant, Given.Instant.AddHours(-1));
        return publication;
    }

    [Theory]
    [InlineData("olga", -1, true, null)]
    [InlineData("petra", -1, true, "NOT_ON_CALL")]
    [InlineData("petra", 1, true, "NOT_ON_CALL")]
    [InlineData("olga", 0, true, "RELEASE_INSTANT_PAST")]
    [InlineData("olga", 1, true, "RELEASE_INSTANT_PAST")]
    [InlineData("olga", -1, false, "NOTHING_SCHEDULED")]
    public void Somebody_on_call_aborts_it_until_its_instant(string person, int seconds, bool scheduled, string? refused)
    {
        var round = Opened();
        round.SetOnCall([new() { Person = "olga", Name = "Olga Orr" }], "petra", Given.Instant.AddDays(-1));
        List<Publication> publications = scheduled ? [Scheduled("820"), Scheduled("919")] : [];
        void Abort() => round.Abort(publications, "a figure is wrong", person, Given.Instant.AddSeconds(seconds));
        if (refused is not null)
        {
            Assert.Equal(refused, Assert.Throws<Shared.Refusal>(Abort).Reason);
            Assert.Empty(round.Release.Aborts);
            return;
        }
        Abort();
        Assert.All(publications, p => Assert.Equal(PublicationState.Pending, p.State));
        var abort = Assert.Single(round.Release.Aborts);
        Assert.Equal(("olga", "a figure is wrong", "2006-11-01T00:00:59Z"), (abort.By, abort.Reason, abort.At));
        Assert.Equal(["rounds/apa-2006/publications/820", "rounds/apa-2006/publications/919"], abort.Publications);
    }

    [Theory]
    [InlineData("2006-10-01", "2006-11-01T00:01:00Z")]
    [InlineData("2006-11-01", "2006-11-01T00:01:00Z")]
    [InlineData("2006-11-20", "2006-11-20T00:00:00Z")]
    [InlineData("2007-06-01", "2007-05-31T23:00:00Z")]
    public void A_letter_dated_later_than_its_round_is_released_on_its_day_in_London(string date, string instant) =>
        Assert.Equal(instant, Mapping.Instant(Opened().InstantOf(date)));

    [Theory]
    [InlineData(150, 102, "", "102 of 150 assessed; which 47 were not is not known")]
    [InlineData(150, 102, "nobody wrote down the others", "102 of 150 assessed; nobody wrote down the others")]
    [InlineData(3, 2, "", "2 of 3 assessed")]
    [InlineData(150, 0, "", "150 authorities; how many were assessed is not known")]
    [InlineData(0, 102, "", "102 assessed; of how many is not known")]
    [InlineData(0, 0, "", "")]
    public void The_register_says_what_is_not_known(int authorities, int assessed, string note, string words)
    {
        var document = Opened().Document;
        document.Coverage = new() { Authorities = authorities, Assessed = assessed, Note = note };
        Assert.Equal(words, PublicRegister.Of(Round.Open(document), [], []).Coverage);
    }
}
