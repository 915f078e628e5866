using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>
/// The publication of one revision of a letter. ACCEPTING → PENDING → SCHEDULED → PUBLISHED → SUPERSEDED | WITHDRAWN; what is not
/// published yet can be held, and what is SCHEDULED is taken back to PENDING where the release is aborted. Revisions of one letter share a name and a counter, and at most one of them is PUBLISHED.
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

    /// <summary>Why it does not go on: its documents cannot be had, or it could not be published when due; null where nothing failed.</summary>
    public string? Failure { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? FailedAt { get; private set; }

    /// <summary>What was chosen where it was let go after the date it prints.</summary>
    public LateRelease LateRelease { get; private set; }

    /// <summary>Why it replaces a published one; null where it does not.</summary>
    public string? CorrectionReason { get; private set; }

    /// <summary>Why it was withdrawn; null where it was not.</summary>
    public string? WithdrawalReason { get; private set; }

    /// <summary>When it was withdrawn.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Audiences that were told of it, and so must hear of its corrections.</summary>
    public List<string> Told { get; private set; } = [];

    /// <summary>The trace in which the letter was issued; later steps go on in it.</summary>
    public string? Traceparent { get; private set; }

    public string Name => Names.Publication(RoundId, LaCode);

    /// <summary>Two revisions of a letter may have equal versions, so the etag says which it is.</summary>
    public string Etag => $"{LetterRevision}.{Version}";

    /// <summary>The stage that failed; unspecified where none did.</summary>
    public PublicationStage FailedStage => (Failure, State) switch
    {
        (null, _) => PublicationStage.Unspecified,
        (_, PublicationState.Accepting) => PublicationStage.Pull,
        _ => PublicationStage.Publish,
    };

    bool Unpublished => State is PublicationState.Accepting or PublicationState.Pending or PublicationState.Scheduled;

    /// <summary>
    /// A letter was issued. One that was not published yet makes way for it, and leaves its hold: that was about the authority's
    /// letter, not about a revision. Only a hold that waits for a letter with a later date ends when that comes.
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
            var dateMoved = string.CompareOrdinal(letter.LetterDate, before.Letter.LetterDate) > 0;
            accepted.HoldReason = dateMoved && before.LateRelease == LateRelease.Reissue ? null : before.HoldReason;
            accepted.LateRelease = dateMoved ? LateRelease.Unspecified : before.LateRelease;
            before.MoveTo(PublicationState.Superseded);
        }
        return accepted;
    }

    /// <summary>ACCEPTING → PENDING: every document is here and is what the letter's service said.</summary>
    public void DocumentsArrived()
    {
        Require(PublicationState.Accepting, "acceptance");
        WaitingFor = null;
        (Failure, FailedAt) = (null, null);
        MoveTo(PublicationState.Pending);
    }

    /// <summary>Its documents cannot be had, or are not what was said: asked for again, ever later up to a minute.</summary>
    public void StillWaiting(string why, DateTimeOffset now)
    {
        Require(PublicationState.Accepting, "acceptance");
        WaitingFor = why;
        (Failure, FailedAt) = (why, now);
        Attempts++;
        TryAfter = now + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(Attempts, 10) - 1)));
        Version++;
    }

    /// <summary>PENDING → SCHEDULED for its round's instant.</summary>
    /// <param name="corrects">Whether one is published that it will replace: those who had that are told why, others have nothing corrected.</param>
    /// <param name="correctionReason">Why; empty: not said.</param>
    public void Schedule(DateTimeOffset instant, DateTimeOffset now, bool corrects = false, string correctionReason = "")
    {
        Require(PublicationState.Pending, "scheduling");
        if (corrects && correctionReason.Length == 0) throw Refusals.CorrectionReasonRequired(Name);
        if (!corrects && correctionReason.Length > 0) throw Refusals.NothingToCorrect(Name);
        CorrectionReason = corrects ? correctionReason : null;
        PublishedLate = now >= instant;
        MoveTo(PublicationState.Scheduled);
    }

    /// <summary>SCHEDULED → PENDING: the release of its round was aborted.</summary>
    public void Unschedule()
    {
        Require(PublicationState.Scheduled, "taking back");
        CorrectionReason = null;
        PublishedLate = false;
        (Failure, FailedAt) = (null, null);
        MoveTo(PublicationState.Pending);
    }

    /// <summary>Keeps it back, also past its instant.</summary>
    public void Hold(string reason)
    {
        if (!Unpublished) throw Refusals.WrongState(Name, State, "hold");
        if (HoldReason is not null) throw Refusals.AlreadyHeld(Name, HoldReason);
        HoldReason = reason;
        Version++;
    }

    /// <summary>
    /// Lets it go on from where it stands. After the release of the date it prints somebody has to choose: the date is kept, or it
    /// waits on, for a letter with a later one.
    /// </summary>
    /// <param name="instant">The release of the date it prints.</param>
    public void Unhold(DateTimeOffset instant, DateTimeOffset now, LateRelease choice = LateRelease.Unspecified)
    {
        if (HoldReason is null) throw Refusals.NotHeld(Name);
        var late = now >= instant;
        if (late && choice is not (LateRelease.KeepDate or LateRelease.Reissue)) throw Refusals.LateReleaseUndecided(Name, Letter.LetterDate);
        if (!late && choice != LateRelease.Unspecified) throw Refusals.NotLate(Name, Letter.LetterDate);
        if (choice == LateRelease.Reissue)
        {
            if (LateRelease == LateRelease.Reissue) throw Refusals.AlreadyHeld(Name, HoldReason);
            HoldReason += $"; to be issued again with a later date than {Letter.LetterDate}";
        }
        else
        {
            HoldReason = null;
            PublishedLate |= State == PublicationState.Scheduled && late;
        }
        LateRelease = choice;
        Version++;
    }

    public bool IsDue(DateTimeOffset instant, DateTimeOffset now) =>
        State == PublicationState.Scheduled && HoldReason is null && Failure is null && now >= instant;

    /// <summary>It was due and could not be published: put aside, so that the others of its round go on, until it is retried.</summary>
    public void PutAside(string why, DateTimeOffset now)
    {
        Require(PublicationState.Scheduled, "putting aside");
        (Failure, FailedAt) = (why, now);
        Version++;
    }

    /// <summary>Has what failed tried again: documents are asked for at once, what is due is published by the step that does so.</summary>
    public void Retry(DateTimeOffset instant, DateTimeOffset now)
    {
        if (Failure is null || !Unpublished) throw Refusals.NotFailed(Name);
        if (State == PublicationState.Accepting) TryAfter = now;
        PublishedLate |= State == PublicationState.Scheduled && now >= instant;
        (Failure, FailedAt) = (null, null);
        Version++;
    }

    /// <summary>SCHEDULED → PUBLISHED, in place of the one that was.</summary>
    /// <param name="counter">The highest revision that its name has had; one that was withdrawn meanwhile counted on without it.</param>
    public void Publish(Publication? replaced, DateTimeOffset now, long counter = 0)
    {
        Require(PublicationState.Scheduled, "publishing");
        if (HoldReason is not null) throw Refusals.AlreadyHeld(Name, HoldReason);
        replaced?.Require(PublicationState.Published, "being replaced");
        replaced?.MoveTo(PublicationState.Superseded);
        // What it was to correct may have been withdrawn since.
        if (replaced is null) CorrectionReason = null;
        Revision = Math.Max(Math.Max(Revision, replaced?.Revision ?? 0), counter) + 1;
        PublishedAt = now;
        MoveTo(PublicationState.Published);
    }

    /// <summary>PUBLISHED → WITHDRAWN: nothing of its content is public any more.</summary>
    public void Withdraw(string reason, DateTimeOffset now)
    {
        Require(PublicationState.Published, "withdrawal");
        (WithdrawalReason, WithdrawnAt) = (reason, now);
        Revision++;
        MoveTo(PublicationState.Withdrawn);
    }

    /// <summary>A copy of it as it will be once it is published; nothing of it is to be saved.</summary>
    public Publication Foreseen(Publication? replaced, DateTimeOffset at, long counter)
    {
        var foreseen = (Publication)MemberwiseClone();
        foreseen.State = PublicationState.Published;
        foreseen.PublishedAt = at;
        if (replaced is null) foreseen.CorrectionReason = null;
        foreseen.Revision = Math.Max(Math.Max(Revision, replaced?.Revision ?? 0), counter) + 1;
        return foreseen;
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
