using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>The second half: the letter's wording and check, signatures, issue, release, and who reads it.</summary>
public sealed partial class CaseByClicksTests
{
    async Task EditorWordsAndSends()
    {
        var page = await PageOf("edith-editor");
        await Until(page, Letter, "Draft");
        Assert.Contains("working days", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        await page.GotoAsync($"{Letter}/paragraph?paragraph={Paragraph}");
        await page.Locator("#Markdown").FillAsync("Of all plans, {{figure nowhere-1}} were kept.");
        await Refused(page, "Keep", "nowhere-1", []);
        await page.GotoAsync($"{Letter}/paragraph?paragraph={Paragraph}");
        await page.Locator("#Markdown").FillAsync("In 2006, 999 of 1000 plans were kept, which was not so the year before.");
        await Click(page, "Check the figures");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Matches nothing");
        await page.IsAccessible();
        await Press(page, "Keep", "The paragraph is worded anew");
        await page.GotoAsync(Letter);
        await Press(page, "Send to the authority for its check", "The letter is with the authority");
        await page.CloseAsync();
    }

    /// <summary>The form of the representation is sent twice, and it is there once.</summary>
    async Task AuthorityCommentsAndContests()
    {
        var page = await Open("harriet-authority", $"{Letter}/text?paragraph={Paragraph}");
        await page.IsAccessible();
        await Refused(page, "Keep the comment", "Text");
        await page.Locator("#Text").FillAsync("It was 998.");
        await Press(page, "Keep the comment", "The comment is kept");
        await Follow(page, "Attach a file to comment");
        await page.Locator("#Attached").SetInputFilesAsync(new FilePayload { Name = "plans.csv", MimeType = "text/csv", Buffer = "plans,kept\n1000,998\n"u8.ToArray() });
        await page.IsAccessible();
        await Press(page, "Attach", "The file is attached");
        await page.GotoAsync($"{Letter}/more-time");
        await Refused(page, "Ask for more time", "Until");
        await page.Locator("#Until").FillAsync("2099-12-31");
        await page.Locator("#Reason").FillAsync("Schools are closed.");
        await Press(page, "Ask for more time", "The editors are asked for more time");
        await page.GotoAsync("/our-case");
        await Follow(page, "by clicks");
        await Follow(page, "Contest grades");
        await page.Locator("#area-social-care").CheckAsync();
        await page.Locator("#Grounds").FillAsync("Assessments are in time again since the spring.");
        Assert.Equal(200, await Forms.Send(page));
        await Press(page, "Raise the representation", "The representation is raised");
        await Assertions.Expect(page.GetByText("Assessments are in time again since the spring.")).ToHaveCountAsync(1);
        await page.CloseAsync();
    }

    async Task EditorAnswersAndCloses()
    {
        var page = await Open("edith-editor", $"{Letter}/more-time");
        await page.IsAccessible();
        await Press(page, "Grant until 31 December 2099", "More time is granted");
        await page.GotoAsync($"{Letter}/text");
        await Follow(page, "Answer comment");
        await page.Locator("#Answer").SelectOptionAsync("rejected");
        await Refused(page, "Answer", "Reply");
        await page.IsAccessible();
        await page.Locator("#Reply").FillAsync("The evidence has no such figure.");
        await Press(page, "Answer", "The comment is answered");
        await page.GotoAsync(Letter);
        await Press(page, "Close the check", "The check is closed");
        await page.CloseAsync();
    }

    /// <summary>Not by whoever worded it.</summary>
    async Task OtherEditorApproves()
    {
        var page = await PageOf("edith-editor");
        await Until(page, Letter, "main", "Final, content");
        await Refused(page, "Approve for signature", "You may not do this", "FOUR_EYES");
        await page.CloseAsync();
        page = await Open("emil-editor", Letter);
        await Press(page, "Approve for signature", "The letter is approved for signature");
        await page.CloseAsync();
    }

    async Task BothSign()
    {
        var page = await Open("olive-ofsted", $"/letters?round={Round}");
        await Refused(page, "Sign the chosen letters", "Choose the letters that you sign", []);
        await page.IsAccessible();
        await page.GetByLabel("Sign the letter to Hertfordshire").CheckAsync();
        await Click(page, "Sign the chosen letters");
        await Assertions.Expect(page.Locator("#signed")).ToContainTextAsync("Hertfordshire");
        await page.CloseAsync();
        page = await Open("cecil-csci", Letter);
        await Press(page, "Sign", "You signed the letter");
        await page.CloseAsync();
    }

    async Task EditorIssues()
    {
        var page = await Open("edith-editor", Letter);
        await Press(page, "Issue", "The letter is issued");
        await page.CloseAsync();
    }

    async Task PublisherReleases()
    {
        var page = await PageOf("petra-publisher");
        await Until(page, Publication, "Pending");
        await Follow(page, $"Publications of {Round}");
        await Click(page, "Schedule all that are pending");
        await Assertions.Expect(page.Locator("#scheduled")).ToContainTextAsync("Hertfordshire");
        await Until(page, Publication, "Published");
        await page.CloseAsync();
    }

    async Task EverybodyReads()
    {
        var petra = await Open("petra-publisher", Publication);
        var register = await petra.GetByRole(AriaRole.Link, new() { Name = "As everybody sees it" }).GetAttributeAsync("href");
        await petra.CloseAsync();
        await using var nobody = await Visitors.Nobody(script: false);
        var page = await nobody.NewPageAsync();
        await page.GotoAsync(register!);
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Hertfordshire");
        var letter = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), await page.Locator("a[href$='letter.txt']").First.GetAttributeAsync("href")).ToString());
        Assert.Contains("999 of 1000 plans", await letter.TextAsync(), StringComparison.Ordinal);
    }
}
