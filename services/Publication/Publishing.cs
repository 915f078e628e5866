using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>What publishing needs to know beside a publication: its framework, the one it replaces, the counter of its name.</summary>
/// <remarks>Read for many at once: a round is released with as many queries as a letter.</remarks>
sealed class Publishing
{
    readonly PublicationDb db;
    readonly Dictionary<(string Id, int Version), Framework> frameworks;
    readonly Dictionary<string, Publication> published;
    readonly Dictionary<string, long> counters;

    Publishing(
        PublicationDb db, Dictionary<(string, int), Framework> frameworks, Dictionary<string, Publication> published, Dictionary<string, long> counters) =>
        (this.db, this.frameworks, this.published, this.counters) = (db, frameworks, published, counters);

    /// <param name="publications">Of one round, each of another authority.</param>
    public static async Task<Publishing> Of(PublicationDb db, string round, IReadOnlyCollection<Publication> publications, CancellationToken ct)
    {
        var laCodes = publications.Select(p => p.LaCode).ToList();
        var published = await db.Published(round).Where(p => laCodes.Contains(p.LaCode)).ToDictionaryAsync(p => p.LaCode, ct);
        var frameworks = new Dictionary<(string, int), Framework>();
        foreach (var reference in publications.Concat(published.Values).Select(p => p.Letter.Framework).Distinct())
            if (await db.FrameworkOf(reference, ct) is { } framework) frameworks.Add((reference.Id, reference.Version), framework);
        var counters = await db.Publications.Where(p => p.RoundId == round && laCodes.Contains(p.LaCode))
            .GroupBy(p => p.LaCode).Select(of => new { LaCode = of.Key, Counter = of.Max(p => p.Revision) }).ToDictionaryAsync(of => of.LaCode, of => of.Counter, ct);
        return new(db, frameworks, published, counters);
    }

    /// <summary>Null where it is not there.</summary>
    public Framework? FrameworkOf(Publication publication) => frameworks.GetValueOrDefault((publication.Letter.Framework.Id, publication.Letter.Framework.Version));

    /// <summary>The published one that it replaces; null where there is none.</summary>
    public Publication? ReplacedBy(Publication publication) =>
        published.GetValueOrDefault(publication.LaCode) is { } replaced && replaced.Uid != publication.Uid ? replaced : null;

    /// <summary>The publication as it will be, and what each audience will be told of it. Changes nothing.</summary>
    public (Publication Foreseen, IReadOnlyList<Announcement> Announcements) Foresee(Publication publication, DateTimeOffset at)
    {
        var framework = FrameworkOf(publication) ?? throw Missing(publication);
        var replaced = ReplacedBy(publication);
        var foreseen = publication.Foreseen(replaced, at, Counter(publication));
        return (foreseen, [.. Announcements.OfLetter(foreseen, framework, replaced, replaced is null ? null : FrameworkOf(replaced))]);
    }

    /// <summary>The state, the one it replaces and everybody's events go into one save, which is the caller's. Where it fails, nothing was changed.</summary>
    void Publish(Publication publication, DateTimeOffset now)
    {
        var (_, announcements) = Foresee(publication, now);
        var replaced = ReplacedBy(publication);
        publication.Publish(replaced, now, Counter(publication));
        foreach (var (audience, message) in announcements) db.Emit(message, publication.Name, publication.Revision, audience);
        publication.Tell([.. replaced?.Told ?? [], .. announcements.Select(a => a.Audience)]);
    }

    /// <summary>Publishes it, or puts it aside with what was wrong, which it answers: what fails here is wrong with this one alone.</summary>
    public Exception? PublishOrPutAside(Publication publication, DateTimeOffset now)
    {
        try
        {
            Publish(publication, now);
            return null;
        }
        catch (Exception e)
        {
            publication.PutAside(e is Refusal ? e.Message : $"{e.GetType().Name}: {e.Message}", now);
            return e;
        }
    }

    long Counter(Publication publication) => counters.GetValueOrDefault(publication.LaCode);

    static Refusal Missing(Publication publication) =>
        Refusals.FrameworkMissing(publication.Name, Names.Framework(publication.Letter.Framework.Id, publication.Letter.Framework.Version));
}
