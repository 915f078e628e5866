using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>What holds of every page.</summary>
public sealed class WalkTests(Visitors visitors)
{
    public static TheoryData<string, string> Addresses => Walk.Addresses();

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
        var page = await visitors.PageOf(person);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            // The browser itself says so of a page that is not there.
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal)) complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        var response = await page.GotoAsync(address);
        Assert.EndsWith(" – Annual performance assessment", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        // Before axe, which writes styles of its own into the page.
        Assert.Empty(complaints);
        await page.IsAccessible();
        // 320 px is also what 1280 px are at a zoom of 400 %; 640 px what they are at 200 %.
        foreach (var width in (int[])[320, 640])
        {
            await page.SetViewportSizeAsync(width, 800);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{address} scrolls sideways at {width} px");
        }
        // What a browser without a script has is what was answered.
        Assert.Equal(
            await page.EvaluateAsync<string>(Substance, null),
            await page.EvaluateAsync<string>(Substance, await response!.TextAsync()));
        await page.CloseAsync();
    }
}
