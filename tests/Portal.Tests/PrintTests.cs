using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>What is printed is what was read, without what one presses.</summary>
public sealed class PrintTests(Visitors visitors) : Clicks(visitors)
{
    [Theory]
    [InlineData("/assessments/apa-2006/board", "mona-moderator", "main table")]
    [InlineData("/indicators/figure/CF-A1?dataset=synthetic-2006&version=1&la=919", "ivan-inspector", ".app-chart svg")]
    public async Task Tables_and_charts_are_printed_and_buttons_are_not(string address, string person, string shown)
    {
        var page = await Open(person, address);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator(shown).First).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("button:visible, input:visible").CountAsync());
        await page.CloseAsync();
    }
}
