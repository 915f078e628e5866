namespace Apa.AuditCommission;

/// <summary>The results over HTTP, the same as in the files, and why each is as it is. For the Commission's own people: it listens on loopback unless told otherwise.</summary>
static class CpaPages
{
    public static void MapCpa(this WebApplication app)
    {
        app.MapGet("/cpa/{round}", (string round, CpaBook book) => book.Round(round) is { } results ? Results.Bytes(CpaFiles.ToJson(results), "application/json") : Results.NotFound());
        app.MapGet("/cpa/{round}.csv", (string round, CpaBook book, CpaFiles files) =>
            book.Round(round) is { Authorities.Count: > 0 } ? Results.File(files.Csv(round), "text/csv; charset=utf-8") : Results.NotFound());
        app.MapGet("/cpa/{round}/{la}", (string round, string la, CpaBook book, CpaFiles files) => book.Round(round)?.Authority(la) is { } authority
            ? Results.Json(new { authority.Result, authority.Tried, authority.Events, History = files.History(round).Where(r => r.LaCode == la) }, CpaBook.Json)
            : Results.NotFound());
        app.MapGet("/cpa/scores/problems", (AcceptedScores scores) => Results.Json(scores.Problems, CpaBook.Json));
    }
}
