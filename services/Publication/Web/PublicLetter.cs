using Apa.Protos.Publications.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

/// <summary>What of an authority's letter the public may know: the revisions that were published, the oldest first.</summary>
/// <param name="revisions">At least one.</param>
public sealed class PublicLetter(IReadOnlyList<Publication> revisions)
{
    public IReadOnlyList<Publication> Revisions => revisions;

    /// <summary>The one that stands; null where the letter was withdrawn.</summary>
    public Publication? Current => revisions.LastOrDefault(revision => revision.State == PublicationState.Published);

    /// <summary>The one that stands or, where none does, the last that did.</summary>
    public Publication Last => Current ?? revisions[^1];

    /// <summary>Whether its content may be shown. A withdrawal takes the revisions before it along.</summary>
    public bool IsOpen(Publication revision) =>
        !revisions.Any(other => other.State == PublicationState.Withdrawn && other.LetterRevision >= revision.LetterRevision);

    /// <summary>The published revision before one; null where it was the first.</summary>
    public Publication? Before(Publication revision) => revisions.LastOrDefault(other => other.LetterRevision < revision.LetterRevision);

    /// <summary>The published revision that took the place of one; null where none did.</summary>
    public Publication? After(Publication revision) => revisions.FirstOrDefault(other => other.LetterRevision > revision.LetterRevision);
}

/// <summary>The only door from these pages to publications: whoever reads through it cannot come by what was never published.</summary>
static class EverPublished
{
    public static IQueryable<Publication> PublicRevisions(this PublicationDb db) => db.Publications.AsNoTracking().Where(p => p.PublishedAt != null
        && (p.State == PublicationState.Published || p.State == PublicationState.Superseded || p.State == PublicationState.Withdrawn));

    public static async Task<PublicLetter?> PublicLetter(this PublicationDb db, string round, string laCode, CancellationToken ct) =>
        await db.PublicRevisions().Where(p => p.RoundId == round && p.LaCode == laCode).OrderBy(p => p.LetterRevision).ToListAsync(ct) is { Count: > 0 } revisions
            ? new(revisions)
            : null;

    /// <summary>Every letter of a round that was ever published, by LA code.</summary>
    public static async Task<Dictionary<string, PublicLetter>> PublicLetters(this PublicationDb db, string round, CancellationToken ct) =>
        (await db.PublicRevisions().Where(p => p.RoundId == round).OrderBy(p => p.LetterRevision).ToListAsync(ct))
            .GroupBy(p => p.LaCode).ToDictionary(of => of.Key, of => new PublicLetter([.. of]));
}
