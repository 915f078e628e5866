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

    /// <summary>Where each member stands, by LA code.</summary>
    /// <param name="standings">Where every publication of the round stands, of every revision.</param>
    public IReadOnlyDictionary<string, ManifestState> Stand(IEnumerable<Standing> standings)
    {
        var current = standings.Where(s => s.State != PublicationState.Superseded).ToLookup(s => s.LaCode);
        return Document.Members.DistinctBy(member => member.Authority.LaCode)
            .ToDictionary(member => member.Authority.LaCode, member => member.State == MemberState.NotAssessed ? ManifestState.NotAssessed : StateOf([.. current[member.Authority.LaCode]]));
    }

    static ManifestState StateOf(IReadOnlyCollection<Standing> standings) => standings switch
    {
        _ when standings.Any(s => s.State == PublicationState.Published) => ManifestState.Published,
        _ when standings.Any(s => s.State == PublicationState.Withdrawn) => ManifestState.Withdrawn,
        _ when standings.Any(s => s.Held) => ManifestState.Held,
        _ => ManifestState.Outstanding,
    };

    /// <summary>The release that is to be told: null while a member is outstanding or all are just held, and where the same was told before.</summary>
    public RoundReleased? ToTell(IEnumerable<Standing> standings)
    {
        var states = Stand(standings).Values.ToList();
        int Count(ManifestState state) => states.Count(s => s == state);
        var release = new RoundReleased
        {
            Round = Names.Round(Id),
            Expected = states.Count - Count(ManifestState.NotAssessed),
            Published = Count(ManifestState.Published),
            Held = Count(ManifestState.Held),
            Withdrawn = Count(ManifestState.Withdrawn),
            NotAssessed = Count(ManifestState.NotAssessed),
            ReleasedAt = Released?.ReleasedAt ?? "",
        };
        return release.Published + release.Withdrawn == 0 || Count(ManifestState.Outstanding) > 0 || release.Equals(Released) ? null : release;
    }

    /// <summary>Closes its release, where there is one to be told.</summary>
    /// <param name="standings">Where every publication of the round stands, of every revision.</param>
    public RoundReleased? Close(IEnumerable<Standing> standings, DateTimeOffset now)
    {
        if (ToTell(standings) is not { } release) return null;
        release.ReleasedAt = Mapping.Instant(now);
        Released = release;
        ReleaseRevision++;
        Version++;
        return release;
    }
}
