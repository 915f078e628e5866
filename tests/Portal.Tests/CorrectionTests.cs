using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Moves the one case of the stack, which the others only read: after them.</summary>
[CollectionDefinition(nameof(Moving), DisableParallelization = true)]
public sealed class Moving;

/// <summary>The second revision of the letter, from what is proposed anew to its publication and withdrawal.</summary>
[Collection(nameof(Moving))]
public sealed class CorrectionTests(Visitors visitors) : Clicks(visitors)
{
    const string Letter = "/letters/apa-2006/919";
    const string Publication = "/publications/apa-2006/919";

    [Fact]
    public async Task Letter_is_drafted_anew_corrects_the_one_before_and_is_withdrawn()
    {
        await InspectorProposes();
        await EditorComparesTheDrafts();
        await EditorSendsAndCloses();
        await Visitors.Ask("representation", "decide", "919/apa-2006", "1", "rejected", "--reason", "The year is the one that is judged.");
        await Visitors.Ask("finalise", "919/apa-2006");
        await OthersApproveSignAndIssue();
        await PublisherHoldsAndCorrects();
        await PublisherWithdraws();
    }

    async Task InspectorProposes()
    {
        var page = await Open("ivan-inspector", "/assessments/apa-2006/919/findings?section=SS");
        await page.Locator("#Markdown").FillAsync(await page.Locator("#Markdown").InputValueAsync() + " Staff and young people said the same.");
        await Click(page, "Preview");
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("said the same");
        await Press(page, "Keep", "The section is kept");
        await page.CloseAsync();
        await Visitors.Ask("enquiry", "answer", "919/apa-2006", "1", "They were kept.");
        await Visitors.Ask("enquiry", "close", "919/apa-2006", "1", "It led to nothing.");
        await Visitors.Ask("submit", "919/apa-2006");
        await Visitors.Ask("moderate", "919/apa-2006");
    }

    async Task EditorComparesTheDrafts()
    {
        var page = await PageOf("edith-editor");
        await Until(page, Letter, "Draft");
        await page.GotoAsync($"{Letter}/paragraph?paragraph=findings-SS-3");
        await page.Locator("#Markdown").FillAsync("In 2006, 999 of 1000 plans were kept.");
        await Press(page, "Keep", "The paragraph is worded anew");
        await page.GotoAsync($"{Letter}/drafts");
        await Assertions.Expect(page.Locator("ins").Filter(new() { HasText = "999" })).ToHaveCountAsync(1);
        await page.IsAccessible();
        await page.CloseAsync();
    }

    async Task EditorSendsAndCloses()
    {
        var page = await Open("edith-editor", Letter);
        await Press(page, "Send to the authority for its check", "The letter is with the authority");
        await Press(page, "Close the check", "The check is closed");
        await page.CloseAsync();
    }

    async Task OthersApproveSignAndIssue()
    {
        foreach (var (person, verb, done) in ((string, string, string)[])
        [
            ("emil-editor", "Approve for signature", "The letter is approved for signature"),
            ("olive-ofsted", "Sign", "You signed the letter"),
            ("cecil-csci", "Sign", "You signed the letter"),
            ("emil-editor", "Issue", "The letter is issued"),
        ])
        {
            var page = await PageOf(person);
            await Until(page, Letter, "main", "Final, content");
            await Press(page, verb, done);
            await page.CloseAsync();
        }
    }

    async Task PublisherHoldsAndCorrects()
    {
        var page = await PageOf("petra-publisher");
        await Until(page, Publication, "Pending");
        await Refused(page, "Hold", "Reason");
        await page.IsAccessible();
        await page.Locator("#Reason").FillAsync("A second look");
        await Press(page, "Hold", "The publication is held");
        await Refused(page, "Let it go on", "Date");
        await page.Locator("#Date").SelectOptionAsync("keep");
        await page.IsAccessible();
        await Press(page, "Let it go on", "The publication goes on");
        await Refused(page, "Schedule", "CORRECTION_REASON_REQUIRED", []);
        await page.Locator("#CorrectionReason").FillAsync("A figure was wrong");
        await Press(page, "Schedule", "The publication is scheduled");
        await Until(page, Publication, "Published");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("A figure was wrong");
        await page.CloseAsync();
    }

    async Task PublisherWithdraws()
    {
        var page = await Open("petra-publisher", Publication);
        await Refused(page, "Withdraw", "Reason");
        await page.Locator("#Reason").FillAsync("The case is judged anew");
        await Press(page, "Withdraw", "The publication is withdrawn");
        await Until(page, Publication, "Withdrawn");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The case is judged anew");
        await page.IsAccessible();
        await page.CloseAsync();
    }
}
