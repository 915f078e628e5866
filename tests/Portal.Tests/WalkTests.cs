using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>What holds of every page.</summary>
public sealed class WalkTests(Visitors visitors)
{
    public static TheoryData<string, string> Addresses => Walk.Addresses();

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
        await page.GotoAsync(address);
        Assert.EndsWith(" – Annual performance assessment", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        // Before axe, which writes styles of its own into the page.
        Assert.Empty(complaints);
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join('\n', axe.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}")));
        // 320 px is also what 1280 px are at a zoom of 400 %; 640 px what they are at 200 %.
        foreach (var width in (int[])[320, 640])
        {
            await page.SetViewportSizeAsync(width, 800);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{address} scrolls sideways at {width} px");
        }
        var plain = await visitors.PageOf(person, script: false);
        await plain.GotoAsync(address);
        Assert.Equal(await page.Locator("h1").TextContentAsync(), await plain.Locator("h1").TextContentAsync());
        Assert.Equal(await page.Locator("main a").CountAsync(), await plain.Locator("main a").CountAsync());
        await plain.CloseAsync();
        await page.CloseAsync();
    }
}
