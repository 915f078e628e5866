using Microsoft.Playwright;

namespace Apa.Portal.Tests;

public sealed class ProfileTests(Visitors visitors)
{
    [Fact]
    public async Task Indicator_of_a_profile_leads_to_how_its_figure_came_about()
    {
        var page = await visitors.PageOf("harriet-authority");
        await page.GotoAsync("/indicators/profile?dataset=synthetic-2006&la=919");
        await page.Locator("main table a").First.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("How each figure came about");
        await page.CloseAsync();
    }
}
