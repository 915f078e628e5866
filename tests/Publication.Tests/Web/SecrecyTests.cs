using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Apa.Publications.Tests.Service;
using Apa.Tests;

namespace Apa.Publications.Tests.Web;

/// <summary>Content and grade of what is not published are nowhere: not in a page, a size, a header or an error.</summary>
public sealed class SecrecyTests(PostgresFixture postgres)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_published_answers_as_what_never_was_byte_for_byte()
    {
        await using var app = await Published.Register(postgres);
        foreach (var below in (string[])["", "/documents/letter.pdf", "/documents/letter.html", "/revisions/1", "/revisions/1/documents/letter.pdf"])
            foreach (var accept in (string[])["text/html", "application/json", "*/*"])
            {
                var waiting = await Answer(app, $"/authorities/826/letters/apa-2006{below}", accept);
                Assert.StartsWith("404", waiting, StringComparison.Ordinal);
                foreach (var (laCode, round) in (IEnumerable<(string, string)>)[("999", "apa-2006"), ("826", "apa-1066"), ("826", "apa-2007"), ("823", "apa-2006")])
                    Assert.Equal(waiting, await Answer(app, $"/authorities/{laCode}/letters/{round}{below}", accept));
            }
    }

    [Fact]
    public async Task No_address_gives_away_what_waits()
    {
        await using var app = await Published.Register(postgres);
        foreach (var path in (string[])["/rounds", "/rounds/apa-2006", "/rounds/apa-2006.json", "/rounds/apa-2006?grade=inadequate", "/authorities/826", "/judgements.csv", "/rounds/apa-2006/judgements.csv", "/events?limit=1000", "/feed.atom"])
            Assert.DoesNotContain("inadequate", (await Answer(app, path, "text/html")).Replace("grade=inadequate", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_was_never_published_is_not_there_beside_one_that_was()
    {
        await using var app = await Published.Register(postgres);
        await app.Pending("919", revision: 3);
        var skipped = await app.Pending("919", revision: 4);
        await app.Schedule(skipped, "a grade was wrong");
        await app.Reaches(Proto.PublicationState.Published);
        Assert.StartsWith("200", await Answer(app, "/authorities/919/letters/apa-2006/revisions/4/documents/letter.html", "*/*"), StringComparison.Ordinal);
        Assert.Equal(
            await Answer(app, "/authorities/999/letters/apa-2006/revisions/3/documents/letter.html", "*/*"),
            await Answer(app, "/authorities/919/letters/apa-2006/revisions/3/documents/letter.html", "*/*"));
    }

    /// <summary>Everything that a caller sees.</summary>
    static async Task<string> Answer(PublicationApp app, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await app.Host.Http.SendAsync(request, Ct);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Concat(headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}\n"))}\n{Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Ct))}";
    }
}
