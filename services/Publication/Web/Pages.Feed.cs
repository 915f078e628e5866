using Apa.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

static partial class Pages
{
    const int FeedPage = 50;

    /// <summary>What the public was told as an Atom feed, the newest first; older pages go by position, so that they never shift.</summary>
    [AllowAnonymous]
    public static async Task<IResult> Feed(PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct)
    {
        var check = new Check();
        var before = Number(request, "before", long.MaxValue, 1, long.MaxValue, check);
        if (check.Failed) return Problems.Invalid(request, check.Violations);
        var rows = await db.Outbox.AsNoTracking().Where(row => row.Position < before && row.Audience == Replay.Public)
            .OrderByDescending(row => row.Position).Take(FeedPage + 1).ToListAsync(ct);
        var page = rows.Take(FeedPage).ToList();
        var self = before == long.MaxValue ? Addresses.Feed : $"{Addresses.Feed}?before={before}";
        var older = rows.Count > FeedPage ? $"{Addresses.Feed}?before={page[^1].Position}" : null;
        return TypedResults.Bytes(AtomFeed.Write(page, self, older, path => addresses.Absolute(request, path)), "application/atom+xml; charset=utf-8");
    }
}
