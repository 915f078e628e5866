using Apa.Protos.Publications.V1;
using Apa.Publications.Web.Components;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

/// <summary>A council in one round.</summary>
public sealed record AuthorityYear(Round Round, RegisterRow Row, IReadOnlyList<AreaTitle> Areas);

static partial class Pages
{
    /// <summary>A council over the years, with its codes.</summary>
    [AllowAnonymous]
    public static async Task<IResult> Authority(string laCode, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct)
    {
        var letters = (await db.PublicRevisions().Where(p => p.LaCode == laCode).OrderBy(p => p.LetterRevision).ToListAsync(ct)).ToLookup(p => p.RoundId);
        var titles = await db.AreaTitles(ct);
        var years = new List<AuthorityYear>();
        foreach (var round in await db.Rounds.AsNoTracking().ToListAsync(ct))
        {
            var known = letters.Contains(round.Id) ? new Dictionary<string, PublicLetter> { [laCode] = new([.. letters[round.Id]]) } : [];
            var rows = RegisterView.Of(round, known, titles, RegisterQuery.Everyone).Rows;
            if (rows.FirstOrDefault(row => row.Entry.Authority.LaCode == laCode) is { } row) years.Add(new(round, row, titles.Of(round.Document.Framework)));
        }
        if (years.Count == 0) return Problems.NotFound(request);
        years.Sort((left, right) => string.CompareOrdinal(right.Round.Document.LetterDate, left.Round.Document.LetterDate));
        return Page<AuthorityPage>(new { Years = years, Address = addresses.Absolute(request, Addresses.Authority(laCode)) });
    }
}
