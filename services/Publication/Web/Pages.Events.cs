using System.Globalization;
using Apa.Shared;
using Microsoft.AspNetCore.Authorization;

namespace Apa.Publications.Web;

static partial class Pages
{
    const string Batch = "application/cloudevents-batch+json";

    /// <summary>
    /// Events after a position as a CloudEvents batch, each the same bytes as on the broker: the public's without a token, a
    /// consumer's own with theirs. The next link always leads on, also from an empty batch.
    /// </summary>
    [AllowAnonymous]
    public static async Task<IResult> Events(PublicationDb db, ServiceName service, HttpContext context, CancellationToken ct)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.AppendCommaSeparatedValues("Vary", "Authorization");
        // Whoever sends a token that has run out must not take the public's events for theirs.
        if (request.Headers.Authorization.Count > 0 && context.User.Identity?.IsAuthenticated != true)
        {
            response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Problems.Unauthenticated(request);
        }
        var check = new Check();
        var after = Number(request, "after", 0, 0, long.MaxValue, check);
        var limit = (int)Number(request, "limit", Paging.Default, 1, Paging.Most, check);
        if (check.Failed) return Problems.Invalid(request, check.Violations);

        var (page, more) = await db.EventsAfter(new(context.User), after, limit, ct);
        var next = page.Count > 0 ? page[^1].Position : after;
        response.Headers.Link = $"</events?after={next}&limit={limit}>; rel=\"next\"";
        response.Headers["Apa-More"] = more ? "true" : "false";
        if (request.Headers.Authorization.Count > 0) response.Headers.CacheControl = "private, no-store";
        return TypedResults.Stream(stream => WriteBatch(stream, page, service.Source, ct), Batch);
    }

    static async Task WriteBatch(Stream stream, IReadOnlyList<OutboxRow> page, string source, CancellationToken ct)
    {
        await stream.WriteAsync("["u8.ToArray(), ct);
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0) await stream.WriteAsync(","u8.ToArray(), ct);
            await stream.WriteAsync(CloudEvent.Write(page[i], source), ct);
        }
        await stream.WriteAsync("]"u8.ToArray(), ct);
    }

    static long Number(HttpRequest request, string key, long otherwise, long least, long most, Check check)
    {
        var text = request.Query[key].ToString();
        var number = otherwise;
        check.That(text.Length == 0 || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most),
            key, $"is a whole number from {least} to {most}");
        return number;
    }
}
