namespace Apa.Publications;

/// <summary>
/// Leave for a named person to read a round's scheduled letters before their instant, in [<see cref="From"/>, <see cref="Until"/>). It
/// ends with its window, with the round's instant wherever that moves, when somebody ends it, and when the release is aborted.
/// </summary>
public sealed class PreReleaseAccess
{
    PreReleaseAccess() { }

    /// <summary>UUIDv7.</summary>
    public Guid Uid { get; private set; }

    /// <summary>Id of its round.</summary>
    public string RoundId { get; private set; } = "";

    /// <summary>Subject id of who may read.</summary>
    public string Person { get; private set; } = "";

    /// <summary>Their name for people.</summary>
    public string PersonName { get; private set; } = "";

    public DateTimeOffset From { get; private set; }

    public DateTimeOffset Until { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Subject id of who gave it.</summary>
    public string GrantedBy { get; private set; } = "";

    public DateTimeOffset GrantedAt { get; private set; }

    /// <summary>Subject id of who ended it; null while nobody has.</summary>
    public string? RevokedBy { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevocationReason { get; private set; }

    public string Name => Names.PreReleaseAccess(RoundId, Uid);

    /// <param name="by">Subject id of who gives it: not to themselves.</param>
    public static PreReleaseAccess Grant(Round round, string person, string personName, DateTimeOffset from, DateTimeOffset until, string reason, string by, DateTimeOffset now)
    {
        if (person == by) throw Refusals.AccessForOneself();
        if (until <= from) throw Refusals.WindowEmpty();
        if (until <= now) throw Refusals.WindowPast(Mapping.Instant(until));
        if (until > round.ReleaseInstant) throw Refusals.WindowAfterInstant(Mapping.Instant(until), Mapping.Instant(round.ReleaseInstant));
        return new()
        {
            Uid = Guid.CreateVersion7(now),
            RoundId = round.Id,
            Person = person,
            PersonName = personName,
            From = from,
            Until = until,
            Reason = reason,
            GrantedBy = by,
            GrantedAt = now,
        };
    }

    public bool IsOpen(DateTimeOffset instant, DateTimeOffset now) => RevokedAt is null && now >= From && now < Until && now < instant;

    /// <summary>Ends it at once.</summary>
    /// <param name="by">Subject id of who ends it.</param>
    public void Revoke(string reason, string by, DateTimeOffset now)
    {
        if (RevokedAt is not null) throw Refusals.AccessRevoked(Name);
        (RevokedBy, RevokedAt, RevocationReason) = (by, now, reason);
    }
}
