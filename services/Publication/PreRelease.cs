using Apa.Protos.Publications.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>What somebody wants to read before its release.</summary>
/// <param name="Person">Subject id; empty for the public.</param>
/// <param name="LetterRevision">The letter's revision; 0: whichever is scheduled.</param>
/// <param name="FileName">A document; empty: the publication itself.</param>
readonly record struct Reading(string Person, string Round, string LaCode, long LetterRevision, string FileName);

/// <summary>Reading before the release, over gRPC and HTTP alike.</summary>
static class PreRelease
{
    /// <summary>
    /// The scheduled publication that somebody may read now, once it is committed that they do; null where they may not, or where it
    /// has no such document. What is held, or was taken back, is read by nobody.
    /// </summary>
    public static async Task<Publication?> ReadBeforeRelease(this PublicationDb db, Reading reading, DateTimeOffset now, CancellationToken ct)
    {
        if (reading.Person.Length == 0 || !await Accesses(db, reading, now).AnyAsync(ct)) return null;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // An abort or the end of an access waits for this, or is seen by it.
        if (await db.LockRoundForReading(reading.Round, ct) is not { } round) return null;
        var access = await Accesses(db, reading, now).OrderBy(access => access.Uid).FirstOrDefaultAsync(ct);
        var publication = await db.Newest(reading.Round).AsNoTracking().SingleOrDefaultAsync(p => p.LaCode == reading.LaCode, ct);
        if (access?.IsOpen(round.ReleaseInstant, now) != true || publication is not { State: PublicationState.Scheduled, HoldReason: null }) return null;
        if (reading.LetterRevision != 0 && publication.LetterRevision != reading.LetterRevision) return null;
        var document = publication.Letter.Documents.FirstOrDefault(d => d.FileName == reading.FileName);
        if (document is null && reading.FileName.Length > 0) return null;
        db.PreReleaseReads.Add(new()
        {
            Uid = Guid.CreateVersion7(now),
            AccessUid = access.Uid,
            PublicationUid = publication.Uid,
            FileName = reading.FileName,
            Sha256 = document?.Sha256 ?? "",
            At = now,
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return publication;
    }

    static IQueryable<PreReleaseAccess> Accesses(PublicationDb db, Reading reading, DateTimeOffset now) => db.PreReleaseAccesses.AsNoTracking()
        .Where(a => a.RoundId == reading.Round && a.Person == reading.Person && a.RevokedAt == null && a.From <= now && a.Until > now);
}
