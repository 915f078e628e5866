using System.Text.RegularExpressions;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The PDF prints on A4, and a reader aloud finds its way through it.</summary>
public sealed partial class PdfTests
{
    [Fact]
    public async Task It_is_tagged_a4_and_carries_title_and_date()
    {
        var info = await Documents.Poppler("pdfinfo", await Documents.Pdf(Letters.Issued), "-");
        Assert.Matches("Tagged: +yes", info);
        Assert.Matches("Page size: +.*\\(A4\\)", info);
        Assert.Matches($"Title: +{Regex.Escape(Letters.Issued.Title)}", info);
        Assert.Contains("Nov  1 00:00:00 2006", info);
        Assert.Matches("Author: +Office for Standards in Education; Commission", info);
        Assert.Contains("/Lang (en-GB)", System.Text.Encoding.Latin1.GetString(await Documents.Pdf(Letters.Issued)));
    }

    [Fact]
    public async Task Structure_holds_headings_captions_and_which_way_table_headings_point()
    {
        var page = await PdfStructure.Of(await Documents.Pdf(Letters.Issued));
        Assert.Single(page.All("H1"));
        Assert.Equal(Letters.Issued.Text.Blocks.Count(block => block.Level == 2) + 1, page.All("H2").Count());
        Assert.Equal(["Grades awarded", "What the grades mean"], page.All("Caption").Select(caption => caption.Text));
        Assert.All(page.All("THead").SelectMany(head => head.All("TH")), heading => Assert.Equal(["/Scope /Column"], heading.Attributes));
        Assert.All(page.All("TBody").SelectMany(part => part.All("TH")), heading => Assert.Equal(["/Scope /Row"], heading.Attributes));
        Assert.Equal(7, page.All("TBody").SelectMany(part => part.All("TH")).Count());
    }

    [Fact]
    public async Task Nothing_is_read_twice_and_page_furniture_not_at_all()
    {
        var text = (await PdfStructure.Of(await Documents.Pdf(Letters.Issued))).Text;
        Assert.Equal(1, Count(text, "Yours sincerely"));
        Assert.Equal(1, Count(text, "Dear Ms Example"));
        Assert.DoesNotContain("Page 1 of", text);
        Assert.DoesNotContain(Letters.Issued.RunningHead, text);
        Assert.Equal(1, Count(text, "SYNTHETIC"));
    }

    [Fact]
    public async Task Every_page_has_its_number_and_all_but_the_first_the_running_head()
    {
        var pages = await Pages(await Documents.Pdf(Letters.Real));
        Assert.InRange(pages.Count, 4, 6);
        for (var i = 0; i < pages.Count; i++)
        {
            Assert.Contains($"Page {i + 1} of {pages.Count}", pages[i]);
            Assert.Equal(i > 0, pages[i].Contains("Northmere County Council · 1 November 2006"));
        }
    }

    [Fact]
    public async Task Bookmarks_are_the_headings()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.pdf");
        await File.WriteAllBytesAsync(file, await Documents.Pdf(Letters.Issued), TestContext.Current.CancellationToken);
        var outline = await Documents.Poppler("pdftohtml", [], "-xml", "-stdout", "-i", file);
        File.Delete(file);
        var items = OutlineItem().Matches(outline).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups["title"].Value)).ToList();
        Assert.Equal(Letters.Issued.Text.Blocks.Where(block => block.Level > 0).Select(block => Inline.Plain(block.Runs).ToUpperInvariant()).Append("SOURCES OF THE FIGURES"), items.Select(item => item.ToUpperInvariant()));
    }

    [Fact]
    public async Task Notes_hold_the_source_of_every_figure()
    {
        var pages = await Pages(await Documents.Pdf(Letters.Real));
        var notes = Documents.Packed(string.Concat(pages));
        Assert.All(Letters.Issued.Text.Sources, source => Assert.Contains(Documents.Packed($"{source.Text}: {source.Trace}"), notes));
    }

    [Fact]
    public async Task A_letter_of_forty_pages_repeats_the_heads_of_its_tables_and_breaks_rows_taller_than_a_page()
    {
        var pages = await Pages(await Documents.Pdf(Letters.FortyPages with { Synthetic = false }));
        Assert.True(pages.Count >= 40, $"{pages.Count} pages");
        var withStrengths = pages.Where(page => StrengthNumber().IsMatch(page)).ToList();
        Assert.True(withStrengths.Count > 1);
        Assert.All(withStrengths, page => Assert.Contains("Key areas for improvement", page));
        var all = Documents.Packed(string.Concat(pages));
        Assert.All(Enumerable.Range(1, 120), i => Assert.Contains($"strengthnumber{i}ofalist", all));
        Assert.All(Enumerable.Range(1, 300), i => Assert.Contains($"Aspectnumber{i}ofa", all));
    }

    [Fact]
    public async Task No_page_ends_with_a_heading()
    {
        var pages = await Pages(await Documents.Pdf(Letters.FortyPages with { Synthetic = false }));
        var headings = Letters.FortyPages.Text.Blocks.Where(block => block.Level > 0).Select(block => Inline.Plain(block.Runs)).ToHashSet();
        Assert.All(pages, page => Assert.DoesNotContain(page.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last, _] ? last : "", headings));
    }

    [Fact]
    public async Task Names_in_every_script_have_their_letters()
    {
        var pdf = await Documents.Pdf(Letters.InEveryScript with { Synthetic = false });
        var text = await Documents.Poppler("pdftotext", pdf, "-raw", "-", "-");
        // WeasyPrint leaves out what no font can draw, so that what is read back was drawn; poppler gives some scripts in the order of drawing.
        Assert.All(Letters.Names, name => Assert.All(name.Value.EnumerateRunes().Where(rune => rune.Value > 0x20), rune => Assert.Contains(rune.ToString(), text)));
        foreach (var script in (string[])["Welsh", "Polish", "Somali", "Greek", "Cyrillic", "Chinese", "Japanese", "Korean", "Tigrinya", "Vietnamese"]) Assert.Contains(Letters.Names[script], text);
        var fonts = (await Documents.Poppler("pdffonts", pdf, "-")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(line => line.Split(' ')[0].Split('+')[^1]).ToList();
        Assert.All(fonts, font => Assert.True(font.StartsWith("Liberation-Sans", StringComparison.Ordinal) || font.StartsWith("Noto-Sans", StringComparison.Ordinal) || font == "Droid-Sans-Fallback", font));
    }

    static async Task<List<string>> Pages(byte[] pdf) =>
        [.. (await Documents.Poppler("pdftotext", pdf, "-layout", "-", "-")).Split('\f', StringSplitOptions.RemoveEmptyEntries)];

    static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("<item page=\"[0-9]+\">(?<title>.*?)</item>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OutlineItem();

    [GeneratedRegex("strength number [0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StrengthNumber();
}
