using Microsoft.Playwright;

namespace Apa.Portal.Tests;

public sealed class OperationsTests(Visitors visitors)
{
    [Fact]
    public async Task Auditor_sees_every_service_ready_and_what_it_told()
    {
        var page = await visitors.PageOf("august-auditor", script: false);
        await page.GotoAsync("/operations");
        await Assertions.Expect(page.GetByText("Ready", new() { Exact = true })).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Link, new() { Name = "letter", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing has failed.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("LetterIssued");
        Assert.Equal(404, (await page.GotoAsync("/operations/elsewhere"))!.Status);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("/operations")]
    [InlineData("/operations/letter")]
    public async Task Operations_are_refused_to_an_inspector(string address)
    {
        var page = await visitors.PageOf("ivan-inspector");
        Assert.Equal(403, (await page.GotoAsync(address))!.Status);
        await page.CloseAsync();
    }
}
