using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

static partial class Pages
{
    const string Csv = "text/csv; charset=utf-8; header=present";

    /// <summary>All judgements that stand, of every round.</summary>
    [AllowAnonymous]
    public static IResult Judgements(PublicationDb db, Addresses addresses, HttpContext context) => Stream(null, db, addresses, context);

    /// <summary>The judgements that stand of one round.</summary>
    [AllowAnonymous]
    public static async Task<IResult> JudgementsOfRound(string round, PublicationDb db, Addresses addresses, HttpContext context) =>
        await db.Rounds.AnyAsync(r => r.Id == round, context.RequestAborted) ? Stream(round, db, addresses, context) : Problems.NotFound(context.Request);

    static PushStreamHttpResult Stream(string? round, PublicationDb db, Addresses addresses, HttpContext context) => TypedResults.Stream(
        stream => JudgementsCsv.Write(stream, db, round, path => addresses.Absolute(context.Request, path), context.RequestAborted), Csv);
}
