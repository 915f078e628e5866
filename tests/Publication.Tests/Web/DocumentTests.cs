using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Apa.Publications.Tests.Service;
using Apa.Tests;

namespace Apa.Publications.Tests.Web;

public sealed class DocumentTests(PostgresFixture postgres)
{
    const string Pdf = "/authorities/919/letters/apa-2006/documents/letter.pdf";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_comes_whole_with_its_hash_its_time_and_how_long_it_holds()
    {
        await using var app = await Published.Register(postgres);
        using var answer = await Get(app);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(Given.Bytes("letter.pdf", 2), bytes);
        Assert.Equal(new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""), answer.Headers.ETag);
        Assert.Equal(new DateTime(2006, 11, 1), answer.Content.Headers.LastModified!.Value.UtcDateTime.Date);
        Assert.Equal(("application/pdf", bytes.Length), (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentLength!.Value));
        Assert.Equal("public, max-age=60, must-revalidate", Sorted(answer.Headers.CacheControl!));
        Assert.Contains("bytes", answer.Headers.AcceptRanges);

        using var head = await Get(app, method: HttpMethod.Head);
        Assert.Equal((answer.Headers.ETag, bytes.Length), (head.Headers.ETag, head.Content.Headers.ContentLength!.Value));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_copy_that_is_still_good_is_not_sent_again()
    {
        await using var app = await Published.Register(postgres);
        using var first = await Get(app);
        using var same = await Get(app, request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var since = await Get(app, request => request.Headers.IfModifiedSince = first.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, since.StatusCode);
        using var other = await Get(app, request => request.Headers.IfNoneMatch.Add(new("\"another\"")));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_range_comes_alone_and_one_outside_is_refused()
    {
        await using var app = await Published.Register(postgres);
        using var part = await Get(app, request => request.Headers.Range = new(10, 19));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Given.Bytes("letter.pdf", 2)[10..20], await part.Content.ReadAsByteArrayAsync(Ct));
        using var outside = await Get(app, request => request.Headers.Range = new(100_000_000, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);
        // What was read of another revision is no start for this one.
        using var changed = await Get(app, request => (request.Headers.Range, request.Headers.IfRange) = (new(10, 19), new("\"another\"")));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_superseded_revision_keeps_its_documents()
    {
        await using var app = await Published.Register(postgres);
        Assert.Equal(Given.Bytes("letter.pdf", 1), await app.Host.Http.GetByteArrayAsync("/authorities/919/letters/apa-2006/revisions/1/documents/letter.pdf", Ct));
    }

    [Fact]
    public async Task Every_answer_binds_the_browser_and_nothing_can_be_written()
    {
        await using var app = await Published.Register(postgres);
        foreach (var path in (string[])["/rounds/apa-2006", Pdf, "/authorities/919/letters/apa-2006/documents/letter.html", "/nothing/here", "/judgements.csv", "/health/live"])
        {
            using var answer = await Get(app, request => request.Headers.Accept.ParseAdd("text/html"), path: path);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
            if (answer.Content.Headers.ContentType!.MediaType == "text/html")
                Assert.StartsWith("default-src 'none'; ", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
        {
            using var refused = await Get(app, method: method);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
            Assert.Equal(["GET", "HEAD"], refused.Content.Headers.Allow);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task A_client_address_that_asks_too_much_is_told_when_to_come_again()
    {
        await using var app = await PublicationApp.StartBare(postgres, new Dictionary<string, string> { ["Web:RateLimit:Permits"] = "3", ["Web:RateLimit:Seconds"] = "3600" });
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await Get(app, path: "/rounds")).StatusCode);
        using var refused = await Get(app, path: "/rounds");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await Get(app, path: "/health/live")).StatusCode);
    }

    static string Sorted(CacheControlHeaderValue cache) => string.Join(", ", cache.ToString().Split(", ").OrderByDescending(part => part == "public").ThenBy(part => part, StringComparer.Ordinal));

    static async Task<HttpResponseMessage> Get(PublicationApp app, Action<HttpRequestMessage>? change = null, HttpMethod? method = null, string path = Pdf)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        change?.Invoke(request);
        return await app.Host.Http.SendAsync(request, Ct);
    }
}
