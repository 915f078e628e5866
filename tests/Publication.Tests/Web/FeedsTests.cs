using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Apa.Publications.Tests.Service;
using Apa.Publications.Web;
using Apa.Shared;
using Apa.Tests;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Web;

/// <summary>Judgements, events and the feed, for programs.</summary>
public sealed class FeedsTests(PostgresFixture postgres)
{
    static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Judgements_are_a_table_with_the_change_against_the_year_before_and_no_formula()
    {
        await using var app = await Published.Register(postgres, new Dictionary<string, string> { ["Web:PublicAddress"] = "https://register.example/" });
        using var answer = await app.Host.Http.GetAsync("/judgements.csv", Ct);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n");
        Assert.Equal(string.Join(',', "la_code", "ons_code", "gss_code", "name", "region", "year", "round", "area", "scale", "grade", "word", "change", "published_at", "revision", "letter", "sha256", "synthetic", "region_name", "area_title"), lines[0]);
        Assert.Equal(["820", "820", "820", "919", "919", "919", "919", "919", "919", ""], lines[1..].Select(line => line.Split(',')[0]));
        Assert.StartsWith("820,26,E10000099,\"'=HYPERLINK(\"\"x\"\"), Beds\",east-of-england,2006,apa-2006,childrens-services,apa-four-point,3,good,,2006-11-01T00:0", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",true,East of England,Children's services", lines[1], StringComparison.Ordinal);
        Assert.Matches("^919,26,E10000099,Hertfordshire,east-of-england,2006,apa-2006,childrens-services,apa-four-point,3,good,,[^,]+,2,https://register\\.example/authorities/919/letters/apa-2006,[0-9a-f]{64},false,East of England,Children's services$", lines[4]);
        Assert.Equal(["-1", "0", "0"], lines[7..10].Select(line => line.Split(',')[11]));

        // A round alone knows the year before as well.
        var round = (await app.Host.Http.GetStringAsync("/rounds/apa-2007/judgements.csv", Ct)).Split("\r\n");
        Assert.Equal(lines[7..10], round[1..4]);
        Assert.Equal(5, round.Length);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Host.Http.GetAsync("/rounds/apa-1066/judgements.csv", Ct)).StatusCode);
    }

    [Fact]
    public async Task Events_come_as_a_batch_of_the_very_bytes_of_the_broker_to_each_audience_its_own()
    {
        await using var app = await Published.Register(postgres);
        foreach (var (role, audience) in new[] { (null, "public"), (Role.Publisher, "public"), ("consumer:csci", "csci"), ("consumer:audit-commission", "audit-commission") })
        {
            var rows = (await app.Host.Emitted()).Where(row => row.Audience == audience).OrderBy(row => row.Position).ToList();
            using var answer = await Events(app, "/events?limit=1000", role);
            Assert.Equal("application/cloudevents-batch+json", answer.Content.Headers.ContentType!.MediaType);
            var expected = $"[{string.Join(',', rows.Select(row => System.Text.Encoding.UTF8.GetString(CloudEvent.Write(row, "/apa/publication"))))}]";
            Assert.Equal(expected, await answer.Content.ReadAsStringAsync(Ct));
            Assert.Equal(rows.Count, await Follow(app, role));
            Assert.Equal(role is null ? "no-cache" : "no-store, private", answer.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task An_empty_batch_still_leads_on()
    {
        await using var app = await Published.Register(postgres);
        using var answer = await Events(app, "/events?after=1000&limit=7", null);
        Assert.Equal("[]", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(["</events?after=1000&limit=7>; rel=\"next\""], answer.Headers.GetValues("Link"));
        Assert.Equal(["false"], answer.Headers.GetValues("Apa-More"));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_a_problem_that_names_the_field()
    {
        await using var app = await PublicationApp.Start(postgres);
        foreach (var (path, field) in new[]
        {
            ("/events?after=-1", "after"), ("/events?limit=0", "limit"), ("/events?limit=1001", "limit"), ("/feed.atom?before=x", "before"),
            ("/rounds/apa-2006?page=0", "page"), ("/rounds/apa-2006?state=secret", "state"),
        })
        {
            using var answer = await Events(app, path, null);
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.StartsWith(field, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["detail"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_that_is_no_good_does_not_pass_for_none()
    {
        await using var app = await PublicationApp.Start(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { Authorization = new("Bearer", "x.y.z") } };
        using var answer = await app.Host.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task The_feed_is_Atom_newest_first_of_the_public_audience_and_carries_no_grade()
    {
        await using var app = await Published.Register(postgres);
        using var answer = await app.Host.Http.GetAsync("/feed.atom", Ct);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotMatch("good|adequate|coasting", text);
        var feed = XDocument.Parse(text).Root!;
        Assert.Equal(Atom + "feed", feed.Name);
        Assert.All((string[])["id", "title", "updated"], name => Assert.NotEmpty(Assert.Single(feed.Elements(Atom + name)).Value));
        Assert.NotEmpty(feed.Element(Atom + "author")!.Element(Atom + "name")!.Value);
        Assert.Contains(feed.Elements(Atom + "link"), link => (string?)link.Attribute("rel") == "self");
        var entries = feed.Elements(Atom + "entry").ToList();
        var rows = (await app.Host.Emitted()).Where(row => row.Audience == "public").OrderByDescending(row => row.Position).ToList();
        Assert.Equal(rows.Select(row => $"urn:uuid:{row.Id}"), entries.Select(entry => entry.Element(Atom + "id")!.Value));
        Assert.All(entries, entry => Assert.True(entry.Element(Atom + "title") is not null && entry.Element(Atom + "updated") is not null && entry.Element(Atom + "link") is not null));
        Assert.Contains(entries, entry => entry.Element(Atom + "title")!.Value == "Hertfordshire, apa-2006: letter corrected");
        Assert.Single(entries, entry => entry.Elements(Atom + "category").Any(category => (string?)category.Attribute("term") == "synthetic"));
    }

    [Fact]
    public void Older_entries_are_on_pages_that_never_shift()
    {
        var rows = new List<OutboxRow>();
        var page = XDocument.Parse(System.Text.Encoding.UTF8.GetString(AtomFeed.Write(rows, "/feed.atom?before=90", "/feed.atom?before=40", path => "https://register.example" + path))).Root!;
        Assert.Equal(["https://register.example/feed.atom?before=90"], Links(page, "self"));
        Assert.Equal(["https://register.example/feed.atom?before=40"], Links(page, "next"));
        Assert.Equal("1970-01-01T00:00:00Z", page.Element(Atom + "updated")!.Value);
    }

    static IEnumerable<string> Links(XElement feed, string relation) =>
        feed.Elements(Atom + "link").Where(link => (string?)link.Attribute("rel") == relation).Select(link => (string)link.Attribute("href")!);

    static async Task<int> Follow(PublicationApp app, string? role)
    {
        var (path, count) = ("/events?limit=2", 0);
        while (true)
        {
            using var answer = await Events(app, path, role);
            var batch = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsArray();
            if (batch.Count == 0) return count;
            count += batch.Count;
            path = answer.Headers.GetValues("Link").Single().Split('<', '>')[1];
        }
    }

    static async Task<HttpResponseMessage> Events(PublicationApp app, string path, string? role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (role is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For("publication", "someone", role));
        return await app.Host.Http.SendAsync(request, Ct);
    }
}
