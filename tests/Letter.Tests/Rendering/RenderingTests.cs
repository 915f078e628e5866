using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Apa.Letters.Rendering;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Four renderings of one letter: they agree, they are the same bytes each time, and they can be read by everyone.</summary>
public sealed class RenderingTests
{
    static readonly LetterView View = LetterView.Of(Signed(), Sample.Framework, issued: true);

    static Letter Signed()
    {
        var (letter, now) = (Sample.Letter(), DateTimeOffset.UnixEpoch);
        letter.SendForCheck(now, 5);
        letter.CloseCheck(now);
        letter.Finalise(letter.Judgement);
        letter.Approve("emil");
        foreach (var body in (string[])["ofsted", "csci"]) letter.Sign(letter.TextSha256, body, [body], Sample.Framework.Signatories, now);
        return letter;
    }

    static WeasyPrint Pdf() => FakePython.Weasy("/usr/bin/python3");

    static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Facts that every rendering must carry: headings, grades, items, figures, signatures.</summary>
    static IEnumerable<string> Facts => View.Text.Blocks.Where(block => block.Level > 1).Select(block => Inline.Plain(block.Runs))
        .Concat(["3 (good)", "2 (adequate)", "5.5%", "90%", "designated as coasting"])
        .Concat(View.Text.Blocks.Where(block => block.Id is "lists" or "focus").SelectMany(block => block.Rows).SelectMany(row => row).SelectMany(cell => cell.Lines).Select(Inline.Plain))
        .Concat(["Ada Signer", "Divisional Manager", "Ben Countersigner", "Director – Quality", View.TextSha256]);

    [Fact]
    public async Task All_renderings_state_the_same_facts()
    {
        var all = await new Renderings(Pdf()).All(View, TestContext.Current.CancellationToken);
        Assert.Equal(Renderings.FileNames, all.Select(one => one.Document.FileName));
        var html = OneLine(new HtmlParser().ParseDocument(Encoding.UTF8.GetString(all[0].Bytes)).Body!.TextContent);
        var pdf = OneLine((await Tool("pdftotext", all[1].Bytes, "-raw", "-", "-")).Replace("-\n", "-"));
        var text = Encoding.UTF8.GetString(all[2].Bytes);
        var json = OneLine(string.Join('\n', Strings(JsonDocument.Parse(all[3].Bytes).RootElement)));
        foreach (var fact in Facts)
        {
            Assert.Contains(fact, html);
            Assert.Contains(fact.Replace(" ", ""), pdf.Replace(" ", ""));
            Assert.Contains(fact, json);
        }
        // Cells stand side by side in text, so its lines are compared word by word.
        foreach (var word in Facts.SelectMany(fact => fact.Split(' '))) Assert.Contains(word, text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 78, line));
        Assert.Equal([3, 3, 2], JsonDocument.Parse(all[3].Bytes).RootElement.GetProperty("grades").EnumerateArray().Select(grade => grade.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task The_same_letter_gives_the_same_bytes()
    {
        var renderings = new Renderings(Pdf());
        var first = await renderings.All(View, TestContext.Current.CancellationToken);
        var again = await renderings.All(LetterView.Of(Signed(), Sample.Framework, issued: true), TestContext.Current.CancellationToken);
        Assert.Equal(first.Select(one => one.Document.Sha256), again.Select(one => one.Document.Sha256));
    }

    [Fact]
    public async Task The_pdf_is_tagged_and_carries_title_and_date()
    {
        var pdf = await Pdf().Render(HtmlLetter.Render(View), View.LetterDate, TestContext.Current.CancellationToken);
        var info = await Tool("pdfinfo", pdf, "-");
        Assert.Contains("Tagged:          yes", info);
        Assert.Contains(View.Title, info);
        Assert.Contains("Nov  1 00:00:00 2006", info);
        var structure = await Tool("pdfinfo", pdf, "-struct", "-");
        foreach (var tag in (string[])["H1", "H2", "Table", "TH", "L"]) Assert.Contains(tag, structure);
    }

    [Fact]
    public void The_html_can_be_read_by_everyone()
    {
        var page = new HtmlParser().ParseDocument(HtmlLetter.Render(View));
        Assert.Equal("en-GB", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(View.Title, page.Title);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Equal("H1", page.QuerySelector("h1, h2, h3, h4, h5, h6")!.TagName);
        Assert.Empty(page.QuerySelectorAll("h3, h4, h5, h6"));
        Assert.All(page.QuerySelectorAll("thead th"), header => Assert.Equal("col", header.GetAttribute("scope")));
        Assert.All(page.QuerySelectorAll("table.grades tbody tr, table.descriptors tbody tr"), row => Assert.Equal("row", row.Children[0].GetAttribute("scope")));
        Assert.All(page.QuerySelectorAll("a[href^='#']"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe"));
        Assert.Distinct(page.QuerySelectorAll("[id]").Select(element => element.Id));
        Assert.Equal(View.Text.Sources.Count, page.QuerySelectorAll(".sources li").Length);
    }

    [Fact]
    public void What_is_synthetic_or_a_draft_says_so_and_nothing_else_does()
    {
        var draft = View with { Issued = false };
        Assert.Contains(LetterView.DraftNotice, HtmlLetter.Render(draft));
        Assert.Contains(LetterView.DraftNotice, TextLetter.Render(draft));
        Assert.Contains("SYNTHETIC", TextLetter.Render(View));
        Assert.DoesNotContain("SYNTHETIC", HtmlLetter.Render(View with { Synthetic = false }));
        Assert.DoesNotContain("DRAFT", HtmlLetter.Render(View));
    }

    static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [element.ToString()],
    };

    static async Task<string> Tool(string name, byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        return await output;
    }
}
