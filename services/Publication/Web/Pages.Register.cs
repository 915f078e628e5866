using System.Text.Json.Nodes;
using Apa.Publications.Web.Components;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Web;

static partial class Pages
{
    /// <summary>Every round there is.</summary>
    [AllowAnonymous]
    public static async Task<IResult> Rounds(PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct)
    {
        var rounds = await db.Rounds.AsNoTracking().ToListAsync(ct);
        return Page<RoundsPage>(new { Rounds = rounds.OrderByDescending(round => round.Document.LetterDate, StringComparer.Ordinal).ToList(), Address = addresses.Absolute(request, Addresses.Rounds) });
    }

    /// <summary>A round's register as a page, or as JSON for who would rather have that.</summary>
    [AllowAnonymous]
    public static async Task<IResult> Register(string round, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct) =>
        Accepts.Json(request)
            ? await RegisterJson(round, db, addresses, request, ct)
            : await OnRegister(round, db, request, view => Page<RegisterPage>(new { View = view, Address = addresses.Absolute(request, Addresses.Round(view.Round.Id)) }), ct);

    /// <summary>A round's register as JSON: the entries of GetRegister, with the letter's address, revision and notice.</summary>
    [AllowAnonymous]
    public static Task<IResult> RegisterJson(string round, PublicationDb db, Addresses addresses, HttpRequest request, CancellationToken ct) =>
        OnRegister(round, db, request, view => TypedResults.Text(Json(view, addresses, request).ToJsonString(), "application/json"), ct);

    static async Task<IResult> OnRegister(string id, PublicationDb db, HttpRequest request, Func<RegisterView, IResult> show, CancellationToken ct)
    {
        var check = new Check();
        var query = RegisterQuery.Read(request.Query, check);
        if (check.Failed) return Problems.Invalid(request, check.Violations);
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        return round is null ? Problems.NotFound(request) : show(RegisterView.Of(round, await db.PublicLetters(id, ct), await db.AreaTitles(ct), query));
    }

    static JsonObject Json(RegisterView view, Addresses addresses, HttpRequest request)
    {
        var address = $"{Addresses.Round(view.Round.Id)}.json";
        var json = new JsonObject
        {
            ["round"] = view.Register.Round,
            ["title"] = view.Register.Title,
            ["coverage"] = view.Register.Coverage,
            ["notice"] = view.Round.Document.Notice,
            ["synthetic"] = view.Synthetic,
            ["licence"] = Wording.LicenceAddress,
            ["address"] = addresses.Absolute(request, Addresses.Round(view.Round.Id)),
            ["found"] = view.Found,
            ["page"] = view.Query.Page,
            ["pages"] = view.Pages,
        };
        if (view.Query.Page < view.Pages) json["next"] = addresses.Absolute(request, address + view.Query.ForPage(view.Query.Page + 1));
        json["areas"] = new JsonObject(view.Register.Areas.Select(area => KeyValuePair.Create<string, JsonNode?>(area.Id, area.Title)));
        json["entries"] = new JsonArray([.. view.Rows.Select(row => Json(row, view.Round.Id, addresses, request))]);
        return json;
    }

    static JsonNode Json(RegisterRow row, string round, Addresses addresses, HttpRequest request)
    {
        var entry = JsonNode.Parse(JsonFormatter.Default.Format(row.Entry))!;
        if (row.Revision > 0) entry["letterRevision"] = row.Revision;
        if (row.Revision > 0 || row.Notice.Length > 0) entry["letter"] = addresses.Absolute(request, Addresses.Letter(row.Entry.Authority.LaCode, round));
        if (row.Notice.Length > 0) entry["notice"] = row.Notice;
        return entry;
    }
}
