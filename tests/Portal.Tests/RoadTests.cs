using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Moves the one case of the stack, which the others only read: after them.</summary>
[CollectionDefinition(nameof(Moving), DisableParallelization = true)]
public sealed class Moving;

/// <summary>The second revision of the letter, from its draft to its publication, by the pages alone.</summary>
[Collection(nameof(Moving))]
public sealed class RoadTests(Visitors visitors)
{
    const string Letter = "/letters/apa-2006/919";
    const string Publication = "/publications/apa-2006/919";
    const string Paragraph = "findings-SS-3";

    [Fact]
    public async Task Letter_goes_from_draft_to_correction_by_the_pages()
    {
        await Redraft();
        await EditAndSend();
        await Discuss();
        await visitors.Ask("representation", "decide", "919/apa-2006", "1", "rejected", "--reason", "The year is the one that is judged.");
        await visitors.Ask("finalise", "919/apa-2006");
        await ApproveSignAndIssue();
        await HoldAndRelease();
    }

    /// <summary>New content is proposed, so that the letter is drafted anew.</summary>
    async Task Redraft()
    {
        var page = await Open("ivan-inspector", "/assessments/apa-2006/919/findings?section=SS");
        await page.Locator("#Markdown").FillAsync(await page.Locator("#Markdown").InputValueAsync() + " Staff and young people said the same.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("said the same");
        await Press(page, "Keep", "The section is kept");
        await page.CloseAsync();
        await visitors.Ask("submit", "919/apa-2006");
        await visitors.Ask("moderate", "919/apa-2006");
    }

    async Task EditAndSend()
    {
        var page = await visitors.PageOf("edith-editor");
        await Until(page, Letter, "Draft");
        Assert.Contains("working days", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        await page.GotoAsync($"{Letter}/paragraph?paragraph={Paragraph}");
        await page.Locator("#Markdown").FillAsync("Of all plans, {{figure nowhere-1}} were kept.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary a")).ToContainTextAsync("nowhere-1");
        await page.GotoAsync($"{Letter}/paragraph?paragraph={Paragraph}");
        await page.Locator("#Markdown").FillAsync("In 2006, 999 of 1000 plans were kept, which was not so the year before.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the figures" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Matches nothing");
        await page.IsAccessible();
        await Press(page, "Keep", "The paragraph is worded anew");
        await page.GotoAsync($"{Letter}/drafts");
        await Assertions.Expect(page.Locator("ins").Filter(new() { HasText = "999" })).ToHaveCountAsync(1);
        await page.IsAccessible();
        await page.GotoAsync(Letter);
        await Press(page, "Send to the authority for its check", "The letter is with the authority");
        await page.CloseAsync();
    }

    async Task Discuss()
    {
        var council = await Open("harriet-authority", $"{Letter}/text?paragraph={Paragraph}");
        await council.IsAccessible();
        await Refused(council, "Keep the comment", "Text");
        await council.Locator("#Text").FillAsync("It was 998.");
        await Press(council, "Keep the comment", "The comment is kept");
        await council.GetByRole(AriaRole.Link, new() { Name = "Attach a file to comment" }).Last.ClickAsync();
        await council.Locator("#Attached").SetInputFilesAsync(new FilePayload { Name = "plans.csv", MimeType = "text/csv", Buffer = "plans,kept\n1000,998\n"u8.ToArray() });
        await council.IsAccessible();
        await Press(council, "Attach", "The file is attached");
        await council.GotoAsync($"{Letter}/more-time");
        await Refused(council, "Ask for more time", "Until");
        await council.Locator("#Until").FillAsync("2099-12-31");
        await council.Locator("#Reason").FillAsync("Schools are closed.");
        await Press(council, "Ask for more time", "The editors are asked for more time");
        await council.CloseAsync();

        var editor = await Open("edith-editor", $"{Letter}/more-time");
        await editor.IsAccessible();
        await Press(editor, "Grant until 31 December 2099", "More time is granted");
        await editor.GotoAsync($"{Letter}/text");
        await editor.GetByRole(AriaRole.Link, new() { Name = "Answer comment" }).Last.ClickAsync();
        await editor.Locator("#Answer").SelectOptionAsync("rejected");
        await Refused(editor, "Answer", "Reply");
        await editor.IsAccessible();
        await editor.Locator("#Reply").FillAsync("The evidence has no such figure.");
        await Press(editor, "Answer", "The comment is answered");
        await editor.GotoAsync(Letter);
        await Press(editor, "Close the check", "The check is closed");
        await editor.CloseAsync();
    }

    async Task ApproveSignAndIssue()
    {
        var editor = await visitors.PageOf("edith-editor");
        await Eventually.Holds("the final judgement reaching the letter", async () =>
        {
            await editor.GotoAsync(Letter);
            return (await editor.Locator("main").TextContentAsync())!.Contains("Final, content", StringComparison.Ordinal);
        });
        await editor.GetByRole(AriaRole.Button, new() { Name = "Approve for signature" }).ClickAsync();
        await Assertions.Expect(editor.Locator(".govuk-error-summary")).ToContainTextAsync("You may not do this");
        await Assertions.Expect(editor.Locator(".govuk-error-summary")).ToContainTextAsync("FOUR_EYES");
        await Press(await Open("emil-editor", Letter), "Approve for signature", "The letter is approved for signature");
        var signatory = await Open("olive-ofsted", "/letters");
        await signatory.GetByRole(AriaRole.Button, new() { Name = "Sign the chosen letters" }).ClickAsync();
        await Assertions.Expect(signatory.Locator(".govuk-error-summary")).ToContainTextAsync("Choose the letters that you sign");
        await signatory.IsAccessible();
        await signatory.GetByLabel("Sign the letter to Hertfordshire").CheckAsync();
        await signatory.GetByRole(AriaRole.Button, new() { Name = "Sign the chosen letters" }).ClickAsync();
        await Assertions.Expect(signatory.Locator("#signed")).ToContainTextAsync("Hertfordshire");
        await Press(await Open("cecil-csci", Letter), "Sign", "You signed the letter");
        await editor.GotoAsync(Letter);
        await Press(editor, "Issue", "The letter is issued");
        await editor.CloseAsync();
    }

    async Task HoldAndRelease()
    {
        var page = await visitors.PageOf("petra-publisher");
        await Until(page, Publication, "Pending");
        await Refused(page, "Hold", "Reason");
        await page.IsAccessible();
        await page.Locator("#Reason").FillAsync("A second look");
        await Press(page, "Hold", "The publication is held");
        await Refused(page, "Let it go on", "Date");
        await page.Locator("#Date").SelectOptionAsync("keep");
        await page.IsAccessible();
        await Press(page, "Let it go on", "The publication goes on");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("CORRECTION_REASON_REQUIRED");
        await page.Locator("#CorrectionReason").FillAsync("A figure was wrong");
        await Press(page, "Schedule", "The publication is scheduled");
        await Until(page, Publication, "Published");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("A figure was wrong");
        await page.CloseAsync();
    }

    async Task<IPage> Open(string person, string address)
    {
        var page = await visitors.PageOf(person);
        await page.GotoAsync(address);
        return page;
    }

    static async Task Press(IPage page, string button, string done)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync(done);
    }

    /// <summary>The summary of errors leads to the field that was left empty.</summary>
    static async Task Refused(IPage page, string button, string field)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator($".govuk-error-summary a[href='#{field}']")).ToContainTextAsync($"{field} is required");
        await Assertions.Expect(page.Locator($"#{field}-error")).ToHaveCountAsync(1);
    }

    /// <summary>What others say reaches a page a moment later.</summary>
    static Task Until(IPage page, string address, string state) => Eventually.Holds($"{address} becoming {state}", async () =>
    {
        await page.GotoAsync(address);
        return (await page.Locator("h1").TextContentAsync())!.TrimEnd().EndsWith(state, StringComparison.Ordinal);
    });
}
