using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Word = DocumentFormat.OpenXml.Wordprocessing;

namespace Apa.Letters.Tests.Rendering;

sealed partial record Facts
{
    public static Facts OfHtml(byte[] bytes)
    {
        var page = new HtmlParser().ParseDocument(new MemoryStream(bytes));
        foreach (var mark in page.QuerySelectorAll("sup")) mark.Remove();
        string Text(string selector) => Packed(page.QuerySelector(selector)!.TextContent);
        List<string> All(string selector) => [.. page.QuerySelectorAll(selector).Select(element => Packed(element.TextContent))];
        return new()
        {
            Addressee = Text("address"),
            Date = Text("time"),
            Title = Text("h1").ToUpperInvariant(),
            Grades = All("table.grades tbody tr"),
            Descriptors = All("table.descriptors tbody tr"),
            Footnotes = All(".footnote"),
            Paragraphs = All("main > h2, main > p"),
            Strengths = All("table.paired td:first-child li"),
            Improvements = All("table.paired td:last-child li"),
            Focus = All("main > ul > li"),
            Sources = [.. page.QuerySelectorAll(".sources li").Select(source => Begins(source.TextContent))],
            Signatures = Text(".signatures"),
        };
    }

    public static async Task<Facts> OfPdf(byte[] bytes)
    {
        var page = await PdfStructure.Of(bytes);
        List<PdfStructure> tables = [.. page.All("Table")];
        List<string> paragraphs = [.. page.All("P", "H1", "H2").Except(tables.SelectMany(table => table.All("P"))).Select(element => Packed(element.Text))];
        List<string> Rows(int table) => [.. tables[table].All("TBody").Single().All("TR").Select(row => Packed(row.Text))];
        List<string> Items(IEnumerable<PdfStructure> within) => [.. within.SelectMany(part => part.All("LI")).Select(item => Packed(item.Text).TrimEnd('•'))];
        var rows = tables[2].All("TBody").Single().All("TR").Select(row => row.All("TD").ToList()).ToList();
        var sources = page.All("Sect").Single();
        var signed = paragraphs.FindIndex(paragraph => paragraph.StartsWith("Signed:", StringComparison.Ordinal));
        return new()
        {
            Addressee = paragraphs[paragraphs.FindIndex(paragraph => paragraph.StartsWith("1November", StringComparison.Ordinal)) - 1],
            Date = paragraphs.Find(paragraph => paragraph.StartsWith("1November", StringComparison.Ordinal))!,
            Title = Packed(page.All("H1").Single().Text),
            Grades = Rows(0),
            Descriptors = Rows(1),
            Footnotes = [.. paragraphs.Where(paragraph => paragraph.StartsWith('*')).Select(paragraph => paragraph[1..])],
            Paragraphs = paragraphs,
            Strengths = Items(rows.Select(row => row[0])),
            Improvements = Items(rows.Select(row => row[1])),
            Focus = [.. Items([page]).Except(Items(tables)).Except(Items([sources]))],
            Sources = [.. sources.All("LI").Select(source => Begins(source.Text))],
            Signatures = string.Concat(paragraphs.Skip(signed).TakeWhile(paragraph => !paragraph.StartsWith("Sources", StringComparison.Ordinal))),
        };
    }

    public static Facts OfDocx(byte[] bytes)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        var body = document.MainDocumentPart!.Document!.Body!;
        static string Text(DocumentFormat.OpenXml.OpenXmlElement element) =>
            Packed(string.Concat(element.Descendants<Word.Run>().Where(run => run.RunProperties?.RunStyle?.Val?.Value != "FootnoteReference").SelectMany(run => run.Elements<Text>()).Select(text => text.Text)));
        List<string> Styled(IEnumerable<Paragraph> within, params string[] styles) =>
            [.. within.Where(paragraph => styles.Contains(paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value ?? "")).Select(Text)];
        List<Table> tables = [.. body.Elements<Table>().Where(table => table.Descendants<TableHeader>().Any())];
        List<string> Rows(int table) => [.. tables[table].Elements<TableRow>().Skip(1).Select(Text)];
        List<string> Items(int column) => Styled(tables[2].Elements<TableRow>().SelectMany(row => row.Elements<TableCell>().ElementAt(column).Elements<Paragraph>()), "CellList");
        List<Footnote> notes = [.. document.MainDocumentPart.FootnotesPart!.Footnotes!.Elements<Footnote>().Where(note => note.Type is null)];
        var own = body.Descendants<FootnoteReference>().Where(reference => reference.CustomMarkFollows?.Value == true).Select(reference => reference.Id!.Value).ToHashSet();
        return new()
        {
            Addressee = Styled(body.Elements<Paragraph>(), "Address").Single(),
            Date = Styled(body.Elements<Paragraph>(), "Date").Single(),
            Title = Styled(body.Elements<Paragraph>(), "Heading1").Single().ToUpperInvariant(),
            Grades = Rows(0),
            Descriptors = Rows(1),
            Footnotes = [.. notes.Where(note => own.Contains(note.Id!.Value)).Select(Text)],
            Paragraphs = Styled(body.Elements<Paragraph>(), "Heading2", ""),
            Strengths = Items(0),
            Improvements = Items(1),
            Focus = Styled(body.Elements<Paragraph>(), "ListBullet"),
            Sources = [.. notes.Where(note => !own.Contains(note.Id!.Value)).Select(note => Begins(Text(note)))],
            Signatures = string.Concat(Styled(body.Elements<Paragraph>(), "Signed", "Signature")),
        };
    }

    public static Facts OfJson(byte[] bytes)
    {
        var letter = JsonDocument.Parse(bytes).RootElement;
        static string Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
        List<JsonElement> blocks = [.. letter.GetProperty("blocks").EnumerateArray()];
        JsonElement Block(string kind) => blocks.First(block => Member(block, "kind") == kind);
        static IEnumerable<JsonElement> Rows(JsonElement block) => block.GetProperty("rows").EnumerateArray();
        static string Cell(JsonElement cell) => Packed(Member(cell, "heading") + string.Concat(Lines(cell)));
        static List<string> Lines(JsonElement cell) => [.. cell.GetProperty("lines").EnumerateArray().Select(line => Packed(line.GetProperty("text").GetString()!))];
        static List<string> Whole(JsonElement block) => [.. Rows(block).Select(row => string.Concat(row.EnumerateArray().Select(Cell)))];
        List<string> Items(int column) => [.. Rows(Block("PairedLists")).SelectMany(row => Lines(row[column]))];
        var signed = letter.GetProperty("signedBy").EnumerateArray().Select(name => name.GetString()).ToHashSet();
        return new()
        {
            Addressee = Whole(Block("Addressee")).Single(),
            Date = Packed(Member(Block("Date"), "text")),
            Title = Packed(Member(Block("Title"), "text")).ToUpperInvariant(),
            Grades = Whole(Block("Grades")),
            Descriptors = Whole(Block("Descriptors")),
            Footnotes = [.. blocks.Where(block => Member(block, "footnote").Length > 0).Select(block => Packed(Member(block, "footnote")))],
            Paragraphs = [.. blocks.Select(block => Packed(Member(block, "text")))],
            Strengths = Items(0),
            Improvements = Items(1),
            Focus = Whole(Block("List")),
            Sources = [.. letter.GetProperty("figures").EnumerateArray().Select(figure => Begins($"{Member(figure, "text")}: {Member(figure, "trace")}"))],
            Signatures = string.Concat(Rows(Block("Signatures")).Select(row => (signed.Contains(Member(row[0], "heading")) ? $"Signed:{Packed(Member(row[0], "heading"))}" : "") + Cell(row[0]))),
        };
    }

    public static Facts OfText(string text)
    {
        List<string> chunks = [.. text.Split("\n\n").Select(chunk => chunk.Trim('\n'))];
        List<List<string[]>> tables = [.. chunks.Where(chunk => chunk.Contains("-+-")).Select(Table)];
        static List<string> Whole(List<string[]> table) => [.. table.Select(row => Packed(string.Concat(row)))];
        static List<string> Bullets(string cell) => [.. Packed(cell.Replace("\n- ", "\n\u0001")).Split('\u0001').Skip(1)];
        static string Heading(string chunk) => string.Join('\n', chunk.Split('\n').Where(line => line.Any(c => c != '-')));
        var date = chunks.FindIndex(chunk => chunk == "1 November 2006");
        return new()
        {
            Addressee = Packed(chunks[date - 1]),
            Date = Packed(chunks[date]),
            Title = Packed(chunks[date + 2]),
            Grades = Whole(tables[0]),
            Descriptors = Whole(tables[1]),
            Footnotes = [.. chunks.Where(chunk => chunk.Contains("\n* ")).Select(chunk => Packed(chunk[(chunk.LastIndexOf("\n* ", StringComparison.Ordinal) + 3)..]))],
            Paragraphs = [.. chunks.Select(chunk => Packed(Heading(chunk)))],
            Strengths = [.. tables[2].SelectMany(row => Bullets(row[0]))],
            Improvements = [.. tables[2].SelectMany(row => Bullets(row[1]))],
            Focus = Bullets($"\n{chunks.Single(chunk => chunk.StartsWith("- ", StringComparison.Ordinal))}"),
            Sources = [.. chunks.Single(chunk => chunk.TrimStart().StartsWith("[1]", StringComparison.Ordinal)).Split("\n [").Select(source => Begins(source[(source.IndexOf(']') + 1)..]))],
            Signatures = Packed(string.Concat(chunks.Where(chunk => chunk.StartsWith("Signed:", StringComparison.Ordinal)))),
        };
    }

    /// <summary>Cells of a table drawn with rules, without its head; a cell's lines joined by line feeds, with one before.</summary>
    static List<string[]> Table(string chunk)
    {
        var lines = chunk.Split('\n');
        int[] ends = [.. lines.First(line => line.Contains("=+=")).Split('+').Select(column => column.Length)];
        var (rows, row) = (new List<string[]>(), new string[ends.Length]);
        foreach (var line in lines.SkipWhile(line => !line.Contains("=+=")).Skip(1))
        {
            if (line.Contains("-+-"))
            {
                rows.Add(row);
                row = new string[ends.Length];
                continue;
            }
            var from = 0;
            for (var i = 0; i < ends.Length && from <= line.Length; from += ends[i++] + 1) row[i] += $"\n{line[from..Math.Min(line.Length, from + ends[i])].Trim(' ', '|')}";
        }
        return rows;
    }
}
