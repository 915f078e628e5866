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

    /// <summary>Who is on call for its release, and how often it was aborted; without name and instant, which stand here.</summary>
    public Release Release { get; private set; } = new();

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

    /// <summary>
    /// When a letter that prints this date is released: with its round, or where it was dated later, when that day begins where the
    /// round is.
    /// </summary>
    /// <param name="date">yyyy-MM-dd.</param>
    public DateTimeOffset InstantOf(string date)
    {
        var midnight = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue);
        var begins = new DateTimeOffset(midnight, TimeZoneInfo.FindSystemTimeZoneById(Document.TimeZone).GetUtcOffset(midnight)).ToUniversalTime();
        return begins > ReleaseInstant ? begins : ReleaseInstant;
    }

    /// <summary>Names who may abort its release, in place of who was named before.</summary>
    /// <param name="by">Subject id of who names them.</param>
    public void SetOnCall(IEnumerable<Release.Types.OnCall> people, string by, DateTimeOffset now)
    {
        Release = new(Release) { OnCallSetBy = by, OnCallSetAt = Mapping.Instant(now) };
        Release.OnCall.Clear();
        Release.OnCall.AddRange(people);
        Version++;
    }

    /// <summary>Until its instant, somebody on call takes everything that is scheduled back.</summary>
    /// <param name="scheduled">Every SCHEDULED publication of the round, by LA code.</param>
    /// <param name="by">Subject id of who aborts.</param>
    public void Abort(IReadOnlyCollection<Publication> scheduled, string reason, string by, DateTimeOffset now)
    {
        if (Release.OnCall.All(person => person.Person != by)) throw Refusals.NotOnCall(Names.Round(Id));
        if (now >= ReleaseInstant) throw Refusals.ReleaseInstantPast(Names.Round(Id), Mapping.Instant(ReleaseInstant));
        if (scheduled.Count == 0) throw Refusals.NothingScheduled(Names.Round(Id));
        foreach (var publication in scheduled) publication.Unschedule();
        var abort = new Release.Types.Abort { Reason = reason, By = by, At = Mapping.Instant(now), Publications = { scheduled.Select(p => p.Name) } };
        Release = new(Release) { Aborts = { abort } };
        Version++;
    }

    public bool IsToBeAssessed(string laCode) => Document.Members.Any(member => member.Authority.LaCode == laCode && member.State == MemberState.ToAssess);

    /// <summary>
    /// Closes its release once no member is outstanding, each published, withdrawn or held and at least one not just held; null while
    /// it is open and where the same was told before.
    /// </summary>
    /// <param name="standings">Where every publication of the round stands, of every revision.</param>
    public RoundReleased? Close(IEnumerable<Standing> standings, DateTimeOffset now)
    {
        var members = Document.Members.Where(member => member.State == MemberState.ToAssess).Select(member => member.Authority.LaCode).ToHashSet();
        var current = standings.Where(s => s.State != PublicationState.Superseded && members.Contains(s.LaCode)).ToLookup(s => s.LaCode);
        var published = current.Count(of => of.Any(s => s.State == PublicationState.Published));
        var unpublished = current.Where(of => of.All(s => s.State != PublicationState.Published)).ToList();
        var withdrawn = unpublished.Count(of => of.Any(s => s.State == PublicationState.Withdrawn));
        var held = unpublished.Count(of => of.All(s => s.State != PublicationState.Withdrawn) && of.Any(s => s.Held));
        var release = new RoundReleased
        {
            Round = Names.Round(Id),
            Expected = members.Count,
            Published = published,
            Held = held,
            Withdrawn = withdrawn,
            NotAssessed = Document.Members.Count(member => member.State == MemberState.NotAssessed),
            ReleasedAt = Released?.ReleasedAt ?? "",
        };
        if (published + withdrawn == 0 || published + withdrawn + held < members.Count || release.Equals(Released)) return null;
        release.ReleasedAt = Mapping.Instant(now);
        Released = release;
        ReleaseRevision++;
        Version++;
        return release;
    }
}
