using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>
/// The publication of one revision of a letter. ACCEPTING → PENDING → SCHEDULED → PUBLISHED → SUPERSEDED | WITHDRAWN; what is not
/// published yet can be held. Revisions of one letter share a name and a counter, and at most one of them is PUBLISHED.
/// </summary>
public sealed class Publication
{
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    Publication() { }

    /// <summary>UUIDv7.</summary>
    public Guid Uid { get; private set; }

    /// <summary>Id of its round.</summary>
    public string RoundId { get; private set; } = "";

    /// <summary>DfES LA code of its authority.</summary>
    public string LaCode { get; private set; } = "";

    /// <summary>The letter's revision.</summary>
    public long LetterRevision { get; private set; }

    /// <summary>What the letter's service said of it.</summary>
    public LetterIssued Letter { get; private set; } = new();

    /// <summary>Where it stands.</summary>
    public PublicationState State { get; private set; }

    /// <summary>Rises by one per emitted change of the name; 0 until the first.</summary>
    public long Revision { get; private set; }

    /// <summary>The row's own version, the later half of the etag.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>When it really was published, apart from the date that the letter shows.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>True where its instant had passed when it was let go.</summary>
    public bool PublishedLate { get; private set; }

    /// <summary>Why it is held; null where it is not.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>Why its documents are not in yet; null once they are.</summary>
    public string? WaitingFor { get; private set; }

    /// <summary>How often its documents could not be had.</summary>
    public int Attempts { get; private set; }

    /// <summary>When to ask for its documents again.</summary>
    public DateTimeOffset TryAfter { get; private set; }

    /// <summary>Audiences that were told of it, and so must hear of its corrections.</summary>
    public List<string> Told { get; private set; } = [];

    /// <summary>The trace in which the letter was issued; later steps go on in it.</summary>
    public string? Traceparent { get; private set; }

    public string Name => Names.Publication(RoundId, LaCode);

    /// <summary>Two revisions of a letter may have equal versions, so the etag says which it is.</summary>
    public string Etag => $"{LetterRevision}.{Version}";

    bool Unpublished => State is PublicationState.Accepting or PublicationState.Pending or PublicationState.Scheduled;

    /// <summary>
    /// A letter was issued. One that was not published yet makes way for it, and leaves its hold: that was about the authority's
    /// letter, not about a revision.
    /// </summary>
    public static Publication Accept(LetterIssued letter, Publication? before, string? traceparent, DateTimeOffset now)
    {
        var accepted = new Publication
        {
            Uid = Guid.CreateVersion7(now),
            RoundId = Names.RoundId(letter.Round),
            LaCode = letter.Authority.LaCode,
            LetterRevision = letter.LetterRevision,
            Letter = letter,
            State = PublicationState.Accepting,
            Revision = before?.Revision ?? 0,
            WaitingFor = $"{letter.Documents.Count} documents of {letter.Letter} revision {letter.LetterRevision}",
            TryAfter = now,
            Traceparent = traceparent,
        };
        if (before is { Unpublished: true })
        {
            accepted.HoldReason = before.HoldReason;
            before.MoveTo(PublicationState.Superseded);
        }
        return accepted;
    }

    /// <summary>ACCEPTING → PENDING: every document is here and is what the letter's service said.</summary>
    public void DocumentsArrived()
    {
        Require(PublicationState.Accepting, "acceptance");
        WaitingFor = null;
        MoveTo(PublicationState.Pending);
    }

    /// <summary>Its documents cannot be had, or are not what was said: asked for again, ever later up to a minute.</summary>
    public void StillWaiting(string why, DateTimeOffset now)
    {
        Require(PublicationState.Accepting, "acceptance");
        WaitingFor = why;
        Attempts++;
        TryAfter = now + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(Attempts, 10) - 1)));
        Version++;
    }

    /// <summary>PENDING → SCHEDULED for its round's instant.</summary>
    public void Schedule(DateTimeOffset instant, DateTimeOffset now)
    {
        Require(PublicationState.Pending, "scheduling");
        PublishedLate = now >= instant;
        MoveTo(PublicationState.Scheduled);
    }

    /// <summary>Keeps it back, also past its instant.</summary>
    public void Hold(string reason)
    {
        if (!Unpublished) throw Refusals.WrongState(Name, State, "hold");
        if (HoldReason is not null) throw Refusals.AlreadyHeld(Name, HoldReason);
        HoldReason = reason;
        Version++;
    }

    /// <summary>Lets it go on from where it stands.</summary>
    public void Unhold(DateTimeOffset instant, DateTimeOffset now)
    {
        if (HoldReason is null) throw Refusals.NotHeld(Name);
        HoldReason = null;
        PublishedLate |= State == PublicationState.Scheduled && now >= instant;
        Version++;
    }

    public bool IsDue(DateTimeOffset instant, DateTimeOffset now) => State == PublicationState.Scheduled && HoldReason is null && now >= instant;

    /// <summary>SCHEDULED → PUBLISHED, in place of the one that was.</summary>
    public void Publish(Publication? replaced, DateTimeOffset now)
    {
        Require(PublicationState.Scheduled, "publishing");
        if (HoldReason is not null) throw Refusals.AlreadyHeld(Name, HoldReason);
        replaced?.Require(PublicationState.Published, "being replaced");
        replaced?.MoveTo(PublicationState.Superseded);
        Revision = Math.Max(Revision, replaced?.Revision ?? 0) + 1;
        PublishedAt = now;
        MoveTo(PublicationState.Published);
    }

    public void Tell(IEnumerable<string> audiences) => Told = [.. Told.Union(audiences)];

    void Require(PublicationState state, string verb)
    {
        if (State != state) throw Refusals.WrongState(Name, State, verb);
    }

    void MoveTo(PublicationState state)
    {
        State = state;
        Version++;
    }
}
