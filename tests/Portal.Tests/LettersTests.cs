using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Letters as they are read: each authority its own, documents apart from the pages.</summary>
public sealed class LettersTests(Visitors visitors)
{
    const string Letter = "/letters/apa-2006/919";

    [Fact]
    public async Task Authority_reads_its_own_letter_and_no_other()
    {
        var own = await visitors.PageOf("harriet-authority");
        await own.GotoAsync("/letters?round=apa-2006");
        await own.Locator($"main a[href='{Letter}']").ClickAsync();
        await own.WaitForURLAsync($"**{Letter}");
        Assert.StartsWith("Letter to Hertfordshire", await own.Locator("h1").TextContentAsync(), StringComparison.Ordinal);
        var other = await visitors.PageOf("bella-authority");
        await other.GotoAsync("/letters?round=apa-2006");
        Assert.Equal(0, await other.Locator("main table").CountAsync());
        foreach (var address in (string[])[Letter, $"{Letter}/text", $"{Letter}/figures", $"{Letter}/drafts", $"{Letter}/more-time", $"{Letter}?handler=Document&file=letter.html", $"{Letter}/text?handler=Attachment&number=1"])
        {
            var answer = await other.GotoAsync(address);
            Assert.True(answer!.Status == 404, $"{address} answers {answer.Status}");
        }
        await own.CloseAsync();
        await other.CloseAsync();
    }

    [Fact]
    public async Task Letter_as_it_prints_is_a_document_of_its_own_that_can_do_nothing()
    {
        var page = await visitors.PageOf("edith-editor");
        await page.GotoAsync(Letter);
        await page.GetByRole(AriaRole.Link, new() { Name = "As it will print" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("h1").First).ToContainTextAsync("annual performance assessment");
        Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('table')).borderCollapse === 'collapse' ? 'styled' : 'none'"));
        var answer = await page.APIRequest.GetAsync($"{visitors.Address}{Letter}?handler=Document&file=letter.html");
        Assert.Equal("sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'", answer.Headers["content-security-policy"]);
        Assert.StartsWith("text/html", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(Letter + "?handler=Document&file=letter.pdf", "application/pdf")]
    [InlineData(Letter + "/text?handler=Attachment&number=1", "text/plain")]
    public async Task Other_files_are_downloaded(string address, string type)
    {
        var page = await visitors.PageOf("edith-editor");
        var answer = await page.APIRequest.GetAsync(visitors.Address + address);
        Assert.Equal(200, answer.Status);
        Assert.StartsWith(type, answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.StartsWith("attachment; filename=", answer.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.StartsWith("sandbox;", answer.Headers["content-security-policy"], StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Document_that_is_none_is_refused_in_words()
    {
        var page = await visitors.PageOf("edith-editor");
        var answer = await page.GotoAsync($"{Letter}?handler=Document&file=letter.exe");
        Assert.Equal(400, answer!.Status);
        Assert.Equal("There is a problem", await page.Locator("h1").TextContentAsync());
        await page.CloseAsync();
    }
}
