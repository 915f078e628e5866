using System.IO.Compression;
using Apa.Letters.Rendering;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The Word document is one that Word would have made: valid, structured, and the same bytes each time.</summary>
public sealed class DocxTests
{
    /// <summary>All parts as text.</summary>
    public static string Xml(byte[] docx)
    {
        using var zip = new ZipArchive(new MemoryStream(docx));
        return string.Join('\n', zip.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }));
    }

    [Theory, MemberData(nameof(HtmlTests.Shapes), MemberType = typeof(HtmlTests))]
    public void It_is_valid_open_xml(string shape)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(DocxLetter.Render(Letters.Of(shape))), isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document, TestContext.Current.CancellationToken).Select(error => $"{error.Path?.XPath}: {error.Description}"));
    }

    [Fact]
    public void The_package_holds_no_time_but_the_letters_date_and_no_random_id()
    {
        var docx = DocxLetter.Render(Letters.Issued);
        using var zip = new ZipArchive(new MemoryStream(docx));
        Assert.All(zip.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.Equal("[Content_Types].xml", zip.Entries[0].FullName);
        Assert.DoesNotMatch("Id=\"R[0-9a-f]{16,}\"", Xml(docx));
        Assert.DoesNotContain("w:rsid", Xml(docx));
    }

    [Fact]
    public void Properties_name_title_authors_language_and_the_letters_date()
    {
        using var document = Open(Letters.Issued);
        var properties = document.PackageProperties;
        Assert.Equal((Letters.Issued.Title, "en-GB"), (properties.Title, properties.Language));
        Assert.Equal("Office for Standards in Education; Commission for Social Care Inspection", properties.Creator);
        Assert.Equal(new DateTime(2006, 11, 1), properties.Created!.Value.ToUniversalTime());
        Assert.Equal("en-GB", document.MainDocumentPart!.StyleDefinitionsPart!.Styles!.Descendants<Languages>().First().Val!.Value);
    }

    [Fact]
    public void Headings_lists_and_tables_are_words_own()
    {
        using var document = Open(Letters.Issued);
        var body = document.MainDocumentPart!.Document!.Body!;
        var styles = document.MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>().Select(style => style.StyleId!.Value!).ToHashSet();
        var used = document.MainDocumentPart.Document.Descendants<ParagraphStyleId>().Select(style => style.Val!.Value!).Distinct().ToList();
        Assert.All(used, style => Assert.Contains(style, styles));
        Assert.All((string[])["Heading1", "Heading2", "ListBullet", "CellList", "Caption"], style => Assert.Contains(style, used));
        var tables = body.Elements<Table>().Skip(1).ToList();
        Assert.Equal(3, tables.Count);
        Assert.All(tables, table => Assert.NotNull(table.Elements<TableRow>().First().GetFirstChild<TableRowProperties>()!.GetFirstChild<TableHeader>()));
        Assert.All(tables.SelectMany(table => table.Elements<TableRow>()), row => Assert.NotNull(row.GetFirstChild<TableRowProperties>()!.GetFirstChild<CantSplit>()));
    }

    [Fact]
    public void A_row_that_may_be_taller_than_a_page_may_break()
    {
        using var document = Open(Letters.FortyPages);
        Assert.Single(document.MainDocumentPart!.Document!.Body!.Descendants<TableRow>(), row => row.GetFirstChild<TableRowProperties>() is null && row.InnerText.Contains("strength number 120"));
    }

    [Fact]
    public void Every_block_has_a_bookmark_and_a_figure_cited_again_refers_to_its_first_note()
    {
        using var document = Open(Letters.Issued);
        var body = document.MainDocumentPart!.Document!.Body!;
        var bookmarks = body.Descendants<BookmarkStart>().Select(start => start.Name!.Value!).ToList();
        Assert.Distinct(bookmarks);
        Assert.Distinct(body.Descendants<BookmarkStart>().Select(start => start.Id!.Value));
        Assert.All(Letters.Issued.Text.Blocks, block => Assert.Contains(block.Id.Replace('-', '_'), bookmarks));
        Assert.Contains(body.Descendants<FieldCode>(), code => code.Text.Contains("NOTEREF source_2"));
        Assert.Contains("source_2", bookmarks);
    }

    [Fact]
    public void Pages_are_a4_with_a_running_head_and_their_number()
    {
        using var document = Open(Letters.Issued);
        var size = document.MainDocumentPart!.Document!.Body!.Descendants<PageSize>().Single();
        Assert.Equal((11906u, 16838u), (size.Width!.Value, size.Height!.Value));
        Assert.Contains(document.MainDocumentPart.HeaderParts, part => part.Header!.InnerText.Contains("Northmere County Council · 1 November 2006"));
        Assert.All(document.MainDocumentPart.FooterParts, part => Assert.Equal(["PAGE", "NUMPAGES"], part.Footer!.Descendants<SimpleField>().Select(field => field.Instruction!.Value)));
    }

    [Fact]
    public void Signatures_stay_together_with_the_words_before_them()
    {
        using var document = Open(Letters.Issued);
        var paragraphs = document.MainDocumentPart!.Document!.Body!.Elements<Paragraph>().ToList();
        var valediction = paragraphs.Find(paragraph => paragraph.InnerText == "Yours sincerely")!;
        Assert.NotNull(valediction.ParagraphProperties!.KeepNext);
        Assert.Equal("Signed", paragraphs[paragraphs.IndexOf(valediction) + 1].ParagraphProperties!.ParagraphStyleId!.Val!.Value);
    }

    [Fact]
    public void What_xml_cannot_carry_is_left_out()
    {
        Assert.Equal("a name 𠀀", DocxLetter.Clean("a \u0001name\uFFFF 𠀀"));
    }

    static WordprocessingDocument Open(LetterView letter) => WordprocessingDocument.Open(new MemoryStream(DocxLetter.Render(letter)), isEditable: false);
}
