using AngleSharp.Html.Parser;
using Apa.Letters.Rendering;
using Apa.Tests;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The HTML rendering can be read by everyone, on every screen, and needs nothing else.</summary>
public sealed class HtmlTests(Browser browser) : IClassFixture<Browser>
{
    public static TheoryData<string> Shapes => ["issued", "draft", "real", "2005", "2007", "without evidence", "every script", "forty pages"];

    static string Html(string shape) => HtmlLetter.Render(Letters.Of(shape));

    [Theory, MemberData(nameof(Shapes))]
    public async Task Axe_finds_no_violation(string shape)
    {
        var page = await browser.Open(Html(shape));
        await page.IsAccessible();
        await page.CloseAsync();
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task A_narrow_screen_need_not_scroll_sideways(string shape)
    {
        var page = await browser.Open(Html(shape), width: 320);
        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.CloseAsync();
    }

    [Fact]
    public void Structure_leads_through_the_letter()
    {
        var page = new HtmlParser().ParseDocument(Html("issued"));
        Assert.Equal("en-GB", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(Letters.Issued.Title, page.Title);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Equal("H1", page.QuerySelector("h1, h2, h3, h4, h5, h6")!.TagName);
        Assert.Empty(page.QuerySelectorAll("h3, h4, h5, h6"));
        Assert.All(page.QuerySelectorAll("thead th"), header => Assert.Equal("col", header.GetAttribute("scope")));
        Assert.All(page.QuerySelectorAll("table.grades tbody tr, table.descriptors tbody tr"), row => Assert.Equal("row", row.Children[0].GetAttribute("scope")));
        Assert.Distinct(page.QuerySelectorAll("[id]").Select(element => element.Id));
        Assert.Equal(Letters.Issued.Text.Blocks.Select(block => block.Id), page.QuerySelectorAll("[id]").Select(element => element.Id!).Where(id => Letters.Issued.Text.Blocks.Any(block => block.Id == id)));
    }

    [Fact]
    public void Marks_lead_to_sources_that_stand_inside()
    {
        var page = new HtmlParser().ParseDocument(Html("issued"));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [src]"));
        Assert.Equal(Letters.Issued.Text.Sources.Count, page.QuerySelectorAll(".sources li").Length);
        Assert.Equal(2, page.QuerySelectorAll("a[href='#source-2']").Length);
        Assert.Contains("Self-assessment", page.QuerySelector("#source-2")!.TextContent);
    }

    [Fact]
    public void What_is_synthetic_or_a_draft_says_so_and_nothing_else_does()
    {
        foreach (var render in (Func<LetterView, string>[])[HtmlLetter.Render, TextLetter.Render, letter => DocxTests.Xml(DocxLetter.Render(letter))])
        {
            Assert.Contains(LetterView.DraftNotice, render(Letters.Draft));
            Assert.Contains(LetterView.SyntheticNotice, render(Letters.Issued));
            Assert.DoesNotContain(LetterView.DraftNotice, render(Letters.Issued));
            Assert.DoesNotContain(LetterView.SyntheticNotice, render(Letters.Real));
        }
        Assert.Contains("data-mark=\"DRAFT\"", Html("draft"));
        Assert.DoesNotContain("data-mark=", Html("real"));
    }

    [Fact]
    public void A_name_that_is_written_from_right_to_left_turns_nothing_round()
    {
        var page = new HtmlParser().ParseDocument(Html("every script"));
        var isolated = page.QuerySelectorAll("bdi").Select(bdi => bdi.TextContent).ToList();
        Assert.All((string[])["Arabic", "Urdu", "Hebrew"], script => Assert.Contains(Letters.Names[script], isolated));
        Assert.All((string[])["Welsh", "Chinese"], script => Assert.DoesNotContain(page.QuerySelectorAll("li bdi"), bdi => bdi.TextContent == Letters.Names[script]));
    }
}
