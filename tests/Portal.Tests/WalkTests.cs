using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>What holds of every page.</summary>
public sealed class WalkTests(Visitors visitors, WalkTests.Walkers walkers) : IClassFixture<WalkTests.Walkers>
{
    /// <summary>Where people look at the pages themselves: a folder for pictures; null: none are made.</summary>
    static readonly string? Pictures = Environment.GetEnvironmentVariable("APA_TEST_PICTURES");

    public static TheoryData<string, string> Addresses => Walk.Addresses();

    /// <summary>One page for each person, who goes from address to address, with what its browser complained of since it was last asked.</summary>
    public sealed class Walkers(Visitors visitors)
    {
        readonly Dictionary<string, (IPage Page, List<string> Complaints)> known = [];

        public async Task<(IPage Page, List<string> Complaints)> Of(string person)
        {
            if (!known.TryGetValue(person, out var walker))
            {
                walker = known[person] = (await visitors.PageOf(person), []);
                var complaints = walker.Complaints;
                walker.Page.Console += (_, message) =>
                {
                    // The browser itself says so of a page that is not there.
                    if (message.Type == "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal)) complaints.Add(message.Text);
                };
                walker.Page.PageError += (_, error) => complaints.Add(error);
            }
            walker.Complaints.Clear();
            return walker;
        }
    }

    /// <summary>What a page offers: its heading, and how many links, fields and buttons. Of the text given, or of the page as it is.</summary>
    const string Substance = """
        text => {
          const page = text ? new DOMParser().parseFromString(text, 'text/html') : document;
          const count = what => page.querySelectorAll(`main ${what}`).length;
          return [page.querySelector('h1').textContent.trim(), ...['a', 'input, select, textarea', 'button', 'table'].map(count)].join(' | ');
        }
        """;

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_is_accessible_fits_a_narrow_screen_and_a_large_zoom_and_is_the_same_without_a_script(string address, string person)
    {
        address = await visitors.Known(address);
        var (page, complaints) = await walkers.Of(person);
        var response = await page.GotoAsync(address);
        Assert.EndsWith(" – Annual performance assessment", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        // Before axe, which writes styles of its own into the page.
        Assert.Empty(complaints);
        await page.IsAccessible();
        if (Pictures is not null) await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{address.Trim('/').Replace('/', '_').Split('?')[0]}.{person}.png"), FullPage = true });
        // 320 px is also what 1280 px are at a zoom of 400 %; 640 px what they are at 200 %.
        foreach (var width in (int[])[320, 640, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{address} scrolls sideways at {width} px");
        }
        // What a browser without a script has is what was answered.
        Assert.Equal(
            await page.EvaluateAsync<string>(Substance, null),
            await page.EvaluateAsync<string>(Substance, await response!.TextAsync()));
    }
}
