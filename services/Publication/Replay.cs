using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>Replay of what audiences were told, the same over gRPC and HTTP.</summary>
static class Replay
{
    /// <summary>The audience of those who say nothing of themselves.</summary>
    public const string Public = "public";

    /// <summary>
    /// Events after a position that the caller's audiences may read. Positions are given in the order of sending, in one committed
    /// step: what appears later never has a lower one.
    /// </summary>
    public static async Task<(IReadOnlyList<OutboxRow> Page, bool More)> EventsAfter(this PublicationDb db, Caller caller, long after, int size, CancellationToken ct)
    {
        var consumes = caller.Audiences.ToList();
        List<string> audiences = consumes.Count > 0 ? consumes : [Public];
        var rows = await db.Outbox.AsNoTracking()
            .Where(row => row.Position > after && row.Audience != null && audiences.Contains(row.Audience))
            .OrderBy(row => row.Position).Take(size + 1).ToListAsync(ct);
        return (rows.Take(size).ToList(), rows.Count > size);
    }
}
