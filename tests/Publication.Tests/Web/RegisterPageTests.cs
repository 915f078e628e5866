using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Apa.Publications.Tests.Service;
using Apa.Tests;

namespace Apa.Publications.Tests.Web;

public sealed class RegisterPageTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_member_is_listed_by_name_with_its_state_and_what_a_reader_must_know()
    {
        await using var app = await Published.Register(postgres);
        var page = await Page(app, "/rounds/apa-2006");
        var rows = page.QuerySelectorAll("tbody tr").Select(row => row.Children.Select(cell => Text(cell.TextContent)).ToList()).ToList();
        Assert.Equal(["=HYPERLINK(\"x\"), Beds 820", "Hertfordshire 919", "Milton Keynes 823", "Slough 826"], rows.Select(row => row[0]));
        Assert.Equal("published · letter · synthetic", rows[0][1]);
        Assert.Matches("^published · letter Corrected on 1 November 2006, 00:0. London time: revision 2 took the place of revision 1\\.$", rows[1][1]);
        Assert.Equal("not assessed: a joint area review took its place", rows[2][1]);
        Assert.Equal("not yet published", rows[3][1]);
        Assert.Equal(["good (3)", "good (3)", "adequate (2)"], rows[1][2..5]);
        // Where the framework came without a title, the id is put into words.
        Assert.Equal(["Children's services", "Capacity to improve", "Children's social care"], page.QuerySelectorAll("thead th").Select(cell => Text(cell.TextContent)).ToList()[2..5]);
        Assert.Equal(["any", "East of England"], page.QuerySelectorAll("#region option").Select(option => option.TextContent));
        var all = Text(page.Body!.TextContent);
        Assert.Contains("Coverage: 102 of 150 assessed", all, StringComparison.Ordinal);
        Assert.Contains("Open Government Licence v3.0", all, StringComparison.Ordinal);
        Assert.Contains("To cite it", all, StringComparison.Ordinal);
        Assert.Contains("is synthetic", page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("en-GB", page.DocumentElement.GetAttribute("lang"));
        Assert.Empty(page.QuerySelectorAll("script, style, [style], [onclick], img, iframe"));
    }

    [Fact]
    public async Task A_question_gets_the_same_members_as_a_page_and_as_JSON()
    {
        await using var app = await Published.Register(postgres);
        foreach (var (query, laCodes) in new[]
        {
            ("?state=published", "820 919"), ("?state=not-yet-published", "826"), ("?state=not-assessed", "823"), ("?state=withdrawn", ""),
            ("?name=hert", "919"), ("?name=826", "826"), ("?area=social-care&grade=adequate", "820 919"), ("?area=childrens-services&grade=3", "820 919"),
            ("?grade=inadequate", ""), ("?size=3&page=2", "826"), ("?region=east-of-england", "820 919 823"), ("?region=East+of+England&state=published", "820 919"),
            ("?region=london", ""),
        })
        {
            var page = await Page(app, "/rounds/apa-2006" + query);
            var json = JsonNode.Parse(await app.Host.Http.GetStringAsync("/rounds/apa-2006.json" + query, Ct))!;
            Assert.Equal((query, laCodes), (query, string.Join(' ', page.QuerySelectorAll("tbody .code").Select(code => code.TextContent))));
            Assert.Equal((query, laCodes), (query, string.Join(' ', json["entries"]!.AsArray().Select(entry => (string)entry!["authority"]!["laCode"]!))));
        }
    }

    [Fact]
    public async Task Pages_lead_to_each_other_and_keep_the_question()
    {
        await using var app = await Published.Register(postgres);
        var first = await Page(app, "/rounds/apa-2006?size=1&state=published");
        var next = first.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        Assert.Equal("919", (await Page(app, next)).QuerySelector("tbody .code")!.TextContent);
        Assert.Null((await Page(app, next)).QuerySelector("a[rel=next]"));
        var json = JsonNode.Parse(await app.Host.Http.GetStringAsync("/rounds/apa-2006.json?size=1&state=published", Ct))!;
        Assert.EndsWith("/rounds/apa-2006.json?state=published&size=1&page=2", (string)json["next"]!, StringComparison.Ordinal);
        Assert.Equal((2, 2), ((int)json["found"]!, (int)json["pages"]!));
    }

    [Fact]
    public async Task Whoever_would_rather_have_JSON_gets_it_at_the_same_address()
    {
        await using var app = await Published.Register(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/rounds/apa-2006") { Headers = { Accept = { new("application/json") } } };
        using var answer = await app.Host.Http.SendAsync(request, Ct);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        var entry = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["entries"]!.AsArray()[1]!;
        Assert.Equal(("REGISTER_STATE_PUBLISHED", 2), ((string)entry["state"]!, (int)entry["letterRevision"]!));
        Assert.StartsWith("Corrected on ", (string)entry["notice"]!, StringComparison.Ordinal);
        Assert.EndsWith("/authorities/919/letters/apa-2006", (string)entry["letter"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_council_has_a_page_over_the_years_with_old_and_new_codes()
    {
        await using var app = await Published.Register(postgres);
        var page = await Page(app, "/authorities/919");
        Assert.Equal(["APA 2007", "APA 2006"], page.QuerySelectorAll("h3").Select(heading => heading.TextContent));
        Assert.Equal(["919", "26", "E10000015, 1 January 2009 to 31 March 2013", "E10000099, from 1 April 2013"],
            page.QuerySelector("dl")!.QuerySelectorAll("dd").Select(code => Text(code.TextContent)));
        Assert.Contains("Not assessed: a joint area review", (await Page(app, "/authorities/823")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letters_page_tells_dates_hashes_and_revisions_and_a_superseded_one_says_so()
    {
        await using var app = await Published.Register(postgres);
        var page = await Page(app, "/authorities/919/letters/apa-2006");
        Assert.Equal(["letter.html", "letter.txt", "letter.pdf"], page.QuerySelectorAll(".documents a").Select(link => link.TextContent));
        Assert.All(page.QuerySelectorAll(".documents code"), hash => Assert.Matches("^[0-9a-f]{64}$", hash.TextContent));
        Assert.StartsWith("Corrected on ", Text(page.QuerySelector(".notice")!.TextContent), StringComparison.Ordinal);
        Assert.Equal("2006-11-01T00:0", page.QuerySelector("time")!.GetAttribute("datetime")![..15]);
        Assert.Contains("1 November 2006", page.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        var old = await Page(app, "/authorities/919/letters/apa-2006/revisions/1");
        Assert.StartsWith("Superseded on ", Text(old.QuerySelector(".notice")!.TextContent), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Host.Http.GetAsync("/authorities/919/letters/apa-2006/revisions/3", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_withdrawn_letter_is_named_and_nothing_of_its_content_is_left()
    {
        await using var app = await Published.Register(postgres);
        await Published.Withdraw(app, "919");
        var page = await Page(app, "/authorities/919/letters/apa-2006");
        Assert.StartsWith("Withdrawn", page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        foreach (var path in (string[])["/authorities/919/letters/apa-2006", "/authorities/919/letters/apa-2006/revisions/1", "/authorities/919/letters/apa-2006/revisions/2"])
        {
            Assert.DoesNotMatch("good|adequate|coasting|[0-9a-f]{64}", await app.Host.Http.GetStringAsync(path, Ct));
            using var document = await app.Host.Http.GetAsync(path + "/documents/letter.pdf", Ct);
            Assert.Equal(HttpStatusCode.Gone, document.StatusCode);
            Assert.Null(document.Headers.ETag);
        }
        var row = (await Page(app, "/rounds/apa-2006?name=919")).QuerySelector("tbody tr")!;
        Assert.DoesNotMatch("good|adequate", row.TextContent);
        Assert.Contains("Withdrawn", row.TextContent, StringComparison.Ordinal);
    }

    static async Task<IHtmlDocument> Page(PublicationApp app, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await app.Host.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Ct));
    }

    static string Text(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
