using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Publications.V1;
using JudgementRound = Apa.Protos.Judgements.V1.Round;

namespace Apa.Publications;

/// <summary>Where a publication stands, as far as the release of its round asks.</summary>
public sealed record Standing(string LaCode, PublicationState State, bool Held);

/// <summary>A round as Judgement opened it, and what was said of its release.</summary>
public sealed class Round
{
    Round() { }

    public string Id { get; private set; } = "";

    /// <summary>Framework, members, coverage.</summary>
    public JudgementRound Document { get; private set; } = new();

    /// <summary>When its letters are released.</summary>
    public DateTimeOffset ReleaseInstant { get; private set; }

    /// <summary>The last release that audiences were told of; null until then.</summary>
    public RoundReleased? Released { get; private set; }

    /// <summary>Rises by one per release told.</summary>
    public long ReleaseRevision { get; private set; }

    /// <summary>Keeps two replicas from telling the same release.</summary>
    public long Version { get; private set; } = 1;

    public static Round Open(JudgementRound document)
    {
        var round = new Round { Id = document.Id };
        round.Change(document);
        return round;
    }

    /// <summary>Its members, its instant or its coverage changed.</summary>
    public void Change(JudgementRound document)
    {
        Document = document;
        ReleaseInstant = DateTimeOffset.Parse(document.ReleaseInstant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
        Version++;
    }

    public bool IsToBeAssessed(string laCode) => Document.Members.Any(member => member.Authority.LaCode == laCode && member.State == MemberState.ToAssess);

    /// <summary>
    /// Closes its release once no member is outstanding, each published or held and at least one published; null while it is open
    /// and where the same was told before.
    /// </summary>
    /// <param name="standings">Where every publication of the round stands, of every revision.</param>
    public RoundReleased? Close(IEnumerable<Standing> standings, DateTimeOffset now)
    {
        var members = Document.Members.Where(member => member.State == MemberState.ToAssess).Select(member => member.Authority.LaCode).ToHashSet();
        var current = standings.Where(s => s.State != PublicationState.Superseded && members.Contains(s.LaCode)).ToLookup(s => s.LaCode);
        var published = current.Count(of => of.Any(s => s.State == PublicationState.Published));
        var held = current.Count(of => of.All(s => s.State != PublicationState.Published) && of.Any(s => s.Held));
        var release = new RoundReleased
        {
            Round = Names.Round(Id),
            Expected = members.Count,
            Published = published,
            Held = held,
            NotAssessed = Document.Members.Count(member => member.State == MemberState.NotAssessed),
            ReleasedAt = Released?.ReleasedAt ?? "",
        };
        if (published == 0 || published + held < members.Count || release.Equals(Released)) return null;
        release.ReleasedAt = Mapping.Instant(now);
        Released = release;
        ReleaseRevision++;
        Version++;
        return release;
    }
}
