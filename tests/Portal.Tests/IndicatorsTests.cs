using System.Text;
using Apa.Tests;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Datasets by clicks: what is wrong with a file is told by row, a release says what changed, a file holds what a page shows.</summary>
public sealed class IndicatorsTests(Visitors visitors) : Clicks(visitors)
{
    [Fact]
    public async Task Import_with_wrong_rows_shows_each_and_keeps_nothing()
    {
        const string file = "indicator,la_code,place,2006\nCF/A1,919,Hertfordshire,many\nCF/A1,111,Nowhere,1.5\nNO-SUCH,919,Hertfordshire,2\nCF/A1,820,Bedfordshire,3\n";
        var page = await PageOf("anna-analyst");
        await page.GotoAsync("/indicators/datasets/synthetic-2006/import");
        await page.Locator("#Figures").SetInputFilesAsync(new FilePayload { Name = "wrong.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(file) });
        await page.Locator("#Mapping").SetInputFilesAsync(SeedCase.Beside("synthetic-2006/mapping.json"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        var wrong = page.GetByRole(AriaRole.Region, new() { Name = "What is wrong" }).Locator("tbody tr");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Refused: nothing was kept");
        await Assertions.Expect(wrong.Filter(new() { HasText = "many" })).ToContainTextAsync("2");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("NO-SUCH");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Dataset_is_made_once_by_a_form_sent_twice_and_its_second_version_says_what_changed()
    {
        var page = await PageOf("arjun-analyst");
        await page.GotoAsync("/indicators/new-dataset");
        await page.Locator("#Id").FillAsync("twice-2006");
        await page.Locator("#DatasetTitle").FillAsync("Sent twice");
        Assert.Equal(200, await Forms.Send(page));
        Assert.Equal(200, await Forms.Send(page));
        await page.GotoAsync("/indicators/new-dataset");
        await page.Locator("#Id").FillAsync("twice-2006");
        await page.Locator("#DatasetTitle").FillAsync("Sent twice");
        Assert.Equal(409, await Forms.Send(page));

        await page.GotoAsync("/indicators/datasets/twice-2006");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release the open version" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release version 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the next version" }).ClickAsync();
        await page.Locator("#Neighbours").FillAsync("nfer-2021-adapted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the version" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release the open version" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Found: A comparator set (1)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release version 2" }).ClickAsync();
        await Assertions.Expect(page.Locator("#Lines-0--Description-error")).ToContainTextAsync("is required");
        await page.Locator("#Lines-0--Description").FillAsync("It had been made without its neighbours.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release version 2" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("It had been made without its neighbours.");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Authority_doubts_two_values_of_which_one_is_put_right_and_one_stays()
    {
        const string figure = "/indicators/figure/CF-A1?dataset=synthetic-2006&version=1&la=919";
        var authority = await Open("harriet-authority", figure);
        await Follow(authority, "Doubt it");
        await Refused(authority, "Tell the analysts", "Doubt");
        await authority.Locator("#Doubt").FillAsync("Two placements were counted twice.");
        await authority.Locator("#Proposed").FillAsync("13.9");
        await Press(authority, "Tell the analysts", "The analysts are told of your doubt");
        await authority.GotoAsync(figure);
        await authority.GetByRole(AriaRole.Link, new() { Name = "Doubt it" }).First.ClickAsync();
        await authority.Locator("#Doubt").FillAsync("It seems high.");
        await Press(authority, "Tell the analysts", "The analysts are told of your doubt");

        var analyst = await Open("anna-analyst", "/indicators/datasets/synthetic-2006");
        await Follow(analyst, "Values that authorities doubt");
        await analyst.Locator(".govuk-inset-text", new() { HasText = "counted twice" }).GetByRole(AriaRole.Link).ClickAsync();
        await analyst.IsAccessible();
        await Refused(analyst, "Put it right", "Reason");
        await analyst.Locator("#Reason").FillAsync("The return was counted anew.");
        await Press(analyst, "Put it right", "The value is 13.9");
        await analyst.Locator(".govuk-inset-text", new() { HasText = "seems high" }).GetByRole(AriaRole.Link).ClickAsync();
        await analyst.Locator("#Reason").FillAsync("It is as returned.");
        await Press(analyst, "The value stays", "The value stays");
        await analyst.CloseAsync();

        await authority.ReloadAsync();
        await Assertions.Expect(authority.Locator("main")).ToContainTextAsync("The return was counted anew. Corrected in version 2.");
        await Assertions.Expect(authority.Locator("main")).ToContainTextAsync("It is as returned.");
        await authority.CloseAsync();
    }

    [Fact]
    public async Task Download_holds_what_the_page_shows()
    {
        var page = await PageOf("ivan-inspector");
        await page.GotoAsync("/indicators/compare?dataset=synthetic-2006&la=919&la=820");
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Download the table (CSV)" }).GetAttributeAsync("href");
        var answer = await page.APIRequest.GetAsync($"{Visitors.Address}/indicators/compare{link}");
        Assert.Equal("text/csv", answer.Headers["content-type"]);
        var lines = (await answer.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var rows = await page.EvaluateAsync<string[][]>("[...document.querySelectorAll('main tbody tr')].map(r => [r.querySelector('th .govuk-hint').textContent.trim(), ...[...r.querySelectorAll('td')].map(c => c.firstChild.textContent.trim())])");
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Length, lines.Length - 1);
        foreach (var (row, line) in rows.Zip(lines.Skip(1)))
        {
            Assert.StartsWith($"{row[0]},", line, StringComparison.Ordinal);
            Assert.All(row.Skip(1).Where(value => char.IsAsciiDigit(value[^1]) || value.EndsWith('%')), value => Assert.Contains($",{value.TrimEnd('%')},", line, StringComparison.Ordinal));
        }
        await page.CloseAsync();
    }
}
