using Apa.Publications.Tests.Service;
using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Publications.Tests.Web;

/// <summary>The pages as Chromium shows them, with their own headers in force, can be read by everyone on every screen.</summary>
public sealed class LooksTests(PostgresFixture postgres)
{
    const string Site = "http://register.test";

    /// <summary>Where people look at the pages themselves: a folder for pictures and prints; null: none are made.</summary>
    static readonly string? Pictures = Environment.GetEnvironmentVariable("APA_TEST_PICTURES");
    static readonly string[] Paths = ["/rounds", "/rounds/apa-2006", "/authorities/919", "/authorities/919/letters/apa-2006", "/authorities/919/letters/apa-2006/revisions/1", "/nothing"];

    [Fact]
    public async Task Axe_finds_no_violation_and_a_narrow_screen_need_not_scroll_sideways()
    {
        await using var app = await Published.Register(postgres);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
        foreach (var width in (int[])[1280, 320])
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 } });
            await page.RouteAsync("**/*", route => Fulfil(route, app.Host.Http));
            var told = new List<string>();
            page.Console += (_, message) => told.Add(message.Text);
            foreach (var path in Paths)
            {
                await page.GotoAsync(Site + path);
                Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
                Assert.Equal("rgb(26, 26, 26)", await page.EvaluateAsync<string>("getComputedStyle(document.body).color"));
                await page.IsAccessible();
                if (Pictures is not null) await Picture(page, Path.Combine(Pictures, $"{width}{path.Replace('/', '_')}"));
            }
            Assert.DoesNotContain(told, message => message.Contains("Content Security Policy", StringComparison.Ordinal));
            await page.CloseAsync();
        }
    }

    static async Task Picture(IPage page, string file)
    {
        await page.ScreenshotAsync(new() { Path = $"{file}.png", FullPage = true });
        await page.PdfAsync(new() { Path = $"{file}.pdf", Format = "A4" });
    }

    /// <summary>Answers the browser from the test server, headers and all.</summary>
    static async Task Fulfil(IRoute route, HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(route.Request.Url).PathAndQuery);
        request.Headers.Accept.ParseAdd(route.Request.Headers.GetValueOrDefault("accept", "*/*"));
        using var answer = await http.SendAsync(request);
        await route.FulfillAsync(new()
        {
            Status = (int)answer.StatusCode,
            BodyBytes = await answer.Content.ReadAsByteArrayAsync(),
            Headers = answer.Headers.Concat(answer.Content.Headers).Select(header => KeyValuePair.Create(header.Key, string.Join(',', header.Value))),
        });
    }
}
