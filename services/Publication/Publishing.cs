using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>Publishes: the state, the one it replaces and everybody's events go into one save, which is the caller's.</summary>
static class Publishing
{
    public static async Task Publish(this PublicationDb db, Publication publication, DateTimeOffset now, CancellationToken ct)
    {
        var framework = await db.FrameworkOf(publication.Letter.Framework, ct)
            ?? throw new InvalidOperationException($"{publication.Name} was accepted without its framework");
        var replaced = await db.Published(publication.RoundId).SingleOrDefaultAsync(p => p.LaCode == publication.LaCode, ct);
        publication.Publish(replaced, now);
        var announcements = Announcements.OfLetter(publication, framework, replaced).ToList();
        foreach (var (audience, message) in announcements) db.Emit(message, publication.Name, publication.Revision, audience);
        publication.Tell([.. replaced?.Told ?? [], .. announcements.Select(a => a.Audience)]);
    }
}
