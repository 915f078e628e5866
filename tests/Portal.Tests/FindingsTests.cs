using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Writing: what is refused names its field and keeps what was typed; what was overtaken says so; sent twice it is done once.</summary>
public sealed class FindingsTests(Visitors visitors)
{
    const string Section = "/assessments/apa-2006/919/findings?section=PC";

    [Fact]
    public async Task Unknown_figure_is_told_beside_the_text_that_is_kept()
    {
        var page = await visitors.PageOf("ivan-inspector", script: false);
        await page.GotoAsync(Section);
        await page.Locator("#Markdown").FillAsync("Of all plans, {{figure nowhere-1}} were kept.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("nowhere-1");
        Assert.Equal("Of all plans, {{figure nowhere-1}} were kept.", await page.Locator("#Markdown").InputValueAsync());
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Preview_shows_what_is_typed_and_keeps_nothing()
    {
        var page = await visitors.PageOf("ivan-inspector");
        await page.GotoAsync(Section);
        var before = await page.Locator("#Markdown").InputValueAsync();
        await page.Locator("#Markdown").FillAsync("Only *tried* <script>alert(1)</script>, [here](javascript:alert(1)), ![there](https://elsewhere.test/a.png), <https://elsewhere.test>.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator("#preview em")).ToHaveTextAsync("tried");
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("<script>alert(1)</script>");
        await Assertions.Expect(page.Locator("#preview").Locator("a, img, script")).ToHaveCountAsync(0);
        await page.GotoAsync(Section);
        Assert.Equal(before, await page.Locator("#Markdown").InputValueAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Preview_shows_figures_by_their_values_and_says_what_means_none()
    {
        var page = await visitors.PageOf("ivan-inspector");
        await page.GotoAsync(Section);
        await page.Locator("#Markdown").FillAsync("Of all {{figure s-38}}, of reviews {{figure CF/C20 2005-06}}, of none {{figure nowhere-1}}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator("#preview")).ToHaveTextAsync("Of all 5.5%, of reviews 100.0%, of none {{figure nowhere-1}}.");
        await Assertions.Expect(page.Locator("main .govuk-error-message")).ToContainTextAsync("nowhere-1 is neither a statement nor a figure");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Grade_away_from_the_suggestion_needs_its_reason()
    {
        var page = await visitors.PageOf("ivan-inspector", script: false);
        await page.GotoAsync("/assessments/apa-2006/919/grades");
        await page.Locator("#Rows-0--Grade").SelectOptionAsync("4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Assertions.Expect(page.Locator("#Rows-0--Reason-error")).ToContainTextAsync("the rules suggest 3");
        Assert.Equal("4", await page.Locator("#Rows-0--Grade").InputValueAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "the rules suggest 3" }).ClickAsync();
        Assert.EndsWith("#Rows-0--Reason", page.Url, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Text_that_was_overtaken_is_kept_and_says_who_changed_the_section_meanwhile()
    {
        var (first, second) = (await visitors.PageOf("ivan-inspector"), await visitors.PageOf("ivan-inspector"));
        await first.GotoAsync(Section);
        await second.GotoAsync(Section);
        await Keep(first, "The first text.");
        await Assertions.Expect(first.Locator(".govuk-notification-banner--success")).ToContainTextAsync("The section is kept");
        await Keep(second, "The second text.");
        await Assertions.Expect(second.Locator(".govuk-error-summary")).ToContainTextAsync("Someone changed this meanwhile");
        await Assertions.Expect(second.Locator("main")).ToContainTextAsync("The first text.");
        Assert.Equal("The second text.", await second.Locator("#Markdown").InputValueAsync());
        await first.CloseAsync();
        await second.CloseAsync();
    }

    [Fact]
    public async Task Page_of_another_role_is_refused_in_words()
    {
        var page = await visitors.PageOf("petra-publisher");
        var answer = await page.GotoAsync("/assessments");
        Assert.Equal(403, answer!.Status);
        Assert.Equal("You may not see this page", await page.Locator("h1").TextContentAsync());
        foreach (var nowhere in (string[])["/assessments/apa-2006/111", "/nowhere", "/no/where.txt"])
        {
            answer = await (await visitors.PageOf("ivan-inspector")).GotoAsync(nowhere);
            Assert.Equal((nowhere, 404), (nowhere, answer!.Status));
        }
        await page.CloseAsync();
    }

    [Fact]
    public async Task Page_can_be_used_by_keyboard_alone()
    {
        var page = await visitors.PageOf("ivan-inspector");
        await page.GotoAsync("/assessments?round=apa-2006");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        for (var i = 0; i < 12 && await page.EvaluateAsync<string>("document.activeElement.textContent.trim()") != "Hertfordshire"; i++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/assessments/apa-2006/919");
        await page.CloseAsync();
    }

    static async Task Keep(IPage page, string text)
    {
        await page.Locator("#Markdown").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
    }
}
