using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>What people do on pages, and what they are told of it.</summary>
public abstract class Clicks(Visitors visitors)
{
    protected Visitors Visitors => visitors;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A page of a person in browsers of these tests alone, for what is said once is not to be said elsewhere.</summary>
    protected Task<IPage> PageOf(string person) => visitors.PageOf(person, its: GetType().Name);

    /// <summary>An address as a person sees it.</summary>
    protected async Task<IPage> Open(string person, string address)
    {
        var page = await PageOf(person);
        await page.GotoAsync(address);
        return page;
    }

    protected static Task Click(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    protected static Task Follow(IPage page, string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).Last.ClickAsync();

    /// <summary>Presses a button of a form and expects what is then said to be done.</summary>
    protected static async Task Press(IPage page, string button, string done)
    {
        await Click(page, button);
        var told = page.Locator(".govuk-notification-banner--success, .govuk-error-summary");
        try
        {
            await told.First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{button} led to {page.Url}, which says neither that it is done nor why not: {await page.Locator("main").TextContentAsync()}");
        }
        Assert.Contains(done, await told.First.TextContentAsync() ?? "", StringComparison.Ordinal);
    }

    /// <summary>Refused: the summary of errors leads to the field that was left empty.</summary>
    protected static async Task Refused(IPage page, string button, string field)
    {
        await Click(page, button);
        await Assertions.Expect(page.Locator($".govuk-error-summary a[href='#{field}']")).ToContainTextAsync($"{field} is required");
        await Assertions.Expect(page.Locator($"#{field}-error")).ToHaveCountAsync(1);
    }

    /// <summary>Refused: what the summary of errors says.</summary>
    protected static async Task Refused(IPage page, string button, string reason, params string[] others)
    {
        await Click(page, button);
        foreach (var said in others.Prepend(reason)) await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync(said);
    }

    /// <summary>What others say reaches a page a moment later.</summary>
    protected static Task Until(IPage page, string address, string state) => Until(page, address, "h1", state);

    /// <inheritdoc cref="Until(IPage, string, string)"/>
    protected static Task Until(IPage page, string address, string where, string text) => Eventually.Holds($"{address} saying {text}", async () =>
    {
        await page.GotoAsync(address);
        return (await page.Locator(where).First.TextContentAsync())!.Contains(text, StringComparison.Ordinal);
    }, TimeSpan.FromSeconds(60));
}
