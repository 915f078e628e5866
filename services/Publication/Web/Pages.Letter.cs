using Apa.Publications.Web.Components;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

static partial class Pages
{
    /// <summary>A letter as it stands, with what was published of it before.</summary>
    [AllowAnonymous]
    public static Task<IResult> Letter(string laCode, string round, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct) =>
        ShowLetter(laCode, round, null, db, addresses, request, ct);

    /// <summary>A revision of a letter, where it was published.</summary>
    [AllowAnonymous]
    public static Task<IResult> LetterRevision(string laCode, string round, long revision, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct) =>
        ShowLetter(laCode, round, revision, db, addresses, request, ct);

    static async Task<IResult> ShowLetter(string laCode, string roundId, long? number, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct)
    {
        if (await db.PublicLetter(roundId, laCode, ct) is not { } letter || Revision(letter, number) is not { } revision) return Problems.NotFound(request);
        var round = await db.Rounds.AsNoTracking().SingleAsync(r => r.Id == roundId, ct);
        var titles = await db.AreaTitles(ct);
        var view = RegisterView.Of(round, new Dictionary<string, PublicLetter> { [laCode] = letter }, titles, RegisterQuery.Everyone);
        var reason = view.Rows.FirstOrDefault(row => row.Entry.Authority.LaCode == laCode)?.Entry.Reason ?? "";
        var path = number is { } n ? Addresses.Revision(laCode, roundId, n) : Addresses.Letter(laCode, roundId);
        return Page<LetterPage>(new { Round = round, Letter = letter, Revision = revision, Areas = titles.Of(revision.Letter.Framework), Reason = reason, Path = path, Address = addresses.Absolute(request, path) });
    }

    static Publication? Revision(PublicLetter letter, long? number) =>
        number is null or 0 ? letter.Last : letter.Revisions.FirstOrDefault(revision => revision.LetterRevision == number);
}
