using System.Xml;
using Apa.Protos.Letters.V1;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using Word = DocumentFormat.OpenXml.Wordprocessing;

namespace Apa.Letters.Rendering;

/// <summary>
/// The letter as a Word document, for those who check or work with its text: styles, lists, repeating table headings, page fields, and a
/// bookmark on every block by its id. Sources are footnotes: whoever checks a sentence finds them on its page.
/// </summary>
public sealed class DocxLetter
{
    const int PageWidth = 11906, PageHeight = 16838, Margin = 1247; // A4 and 22 mm, in twentieths of a point
    const int TextWidth = PageWidth - 2 * Margin;

    readonly LetterView letter;
    readonly Word.Body body = new();
    readonly Footnotes notes = new(Separator(FootnoteEndnoteValues.Separator, -1, new SeparatorMark()), Separator(FootnoteEndnoteValues.ContinuationSeparator, 0, new ContinuationSeparatorMark()));
    readonly HashSet<int> cited = [];
    readonly HashSet<string> bookmarks = new(StringComparer.OrdinalIgnoreCase);
    int lastNote;

    DocxLetter(LetterView letter) => this.letter = letter;

    public static byte[] Render(LetterView letter) => new DocxLetter(letter).Page();

    byte[] Page()
    {
        var blocks = letter.Text.Blocks;
        for (var i = 0; i < blocks.Count; i++) Block(blocks[i], signedNext: i + 1 < blocks.Count && blocks[i + 1].Kind == BlockKind.Signatures);
        body.Append(Paragraph("Identity", Plain(letter.Identity)));
        body.Append(Section());
        var notices = letter.Notices.Select(notice => Paragraph("Notice", Plain(notice))).ToArray();
        return DocxPackage.Of(letter, body, notes,
            new Header([.. notices.Select(notice => notice.CloneNode(true)), Paragraph("Header", Plain(letter.RunningHead))]),
            new Header(notices.Length > 0 ? notices : [Paragraph("Header")]),
            () => new Footer(Paragraph("Footer", [.. Plain("Page "), new SimpleField(new Word.Run(new Text("1"))) { Instruction = "PAGE" }, .. Plain(" of "), new SimpleField(new Word.Run(new Text("1"))) { Instruction = "NUMPAGES" }])));
    }

    static SectionProperties Section() => new(
        new HeaderReference { Type = HeaderFooterValues.Default, Id = DocxPackage.HeaderId },
        new HeaderReference { Type = HeaderFooterValues.First, Id = DocxPackage.FirstHeaderId },
        new FooterReference { Type = HeaderFooterValues.Default, Id = DocxPackage.FooterId },
        new FooterReference { Type = HeaderFooterValues.First, Id = DocxPackage.FirstFooterId },
        new PageSize { Width = PageWidth, Height = PageHeight },
        new PageMargin { Top = 1304, Bottom = Margin, Left = Margin, Right = Margin, Header = 624, Footer = 624, Gutter = 0 },
        new TitlePage());

    void Block(TextBlock block, bool signedNext)
    {
        switch (block.Kind)
        {
            case BlockKind.Letterhead: body.Append(Letterhead(block)); break;
            case BlockKind.Addressee: body.Append(Marked(block, Paragraph("Address", Lines(block.Rows[0][0].Lines)))); break;
            case BlockKind.Date: body.Append(Marked(block, Paragraph("Date", Runs(block.Runs)))); break;
            case BlockKind.Title or BlockKind.Heading: body.Append(Marked(block, Paragraph($"Heading{block.Level}", Runs(block.Runs)))); break;
            case BlockKind.Grades or BlockKind.Descriptors or BlockKind.PairedLists: Table(block, block.Table!); break;
            case BlockKind.List: body.Append(Marked(block, [.. block.Rows.Select(row => Paragraph("ListBullet", Runs(row[0].Lines[0])))])); break;
            case BlockKind.Signatures: body.Append(Marked(block, [.. block.Rows.SelectMany(row => Signature(row[0]))])); break;
            default:
                var paragraph = Paragraph("", Runs(block.Runs));
                if (signedNext) (paragraph.ParagraphProperties ??= new()).KeepNext = new();
                body.Append(Marked(block, paragraph));
                break;
        }
    }

    Word.Table Letterhead(TextBlock block)
    {
        var cells = block.Rows.Select((row, i) => (Cell: row, Last: i > 0 && i == block.Rows.Count - 1)).Select(head =>
        {
            var paragraphs = new List<Paragraph> { Paragraph("BodyName", Runs(head.Cell[0].Heading)) };
            paragraphs.AddRange(head.Cell[0].Lines.Select(line => Paragraph("Strapline", Runs(line))));
            if (head.Cell[1].Lines.Count > 0) paragraphs.Add(Paragraph("Contact", Lines(head.Cell[1].Lines)));
            if (head.Last) foreach (var paragraph in paragraphs) paragraph.ParagraphProperties!.Justification = new() { Val = JustificationValues.Right };
            return paragraphs.ToArray();
        }).ToList();
        Marked(block, cells[0]);
        var share = 100 / cells.Count;
        return Grid("LetterheadTable", [.. cells.Select(_ => share)], "Letterhead", rowHeaders: false, [new TableRow(cells.Select(paragraphs => Cell(share, paragraphs)))]);
    }

    void Table(TextBlock block, TableForm form)
    {
        var caption = block.Caption.Length > 0 ? Paragraph("Caption", Plain(block.Caption)) : null;
        if (caption is not null) body.Append(Marked(block, caption));
        var headings = block.Columns.Select((column, i) => Paragraph("CellText", [.. Plain(column), .. i == block.Columns.Count - 1 ? Footnote(block) : []])).ToArray();
        if (caption is null) Marked(block, headings);
        var rows = new List<TableRow> { new([new TableRowProperties(new CantSplit(), new TableHeader()), .. Cells(form, headings.Select(heading => new[] { heading }))]) };
        foreach (var row in block.Rows)
        {
            var cells = Cells(form, row.Select(cell => Paragraphs(cell).ToArray()));
            rows.Add(TableForm.MayBreak(row) ? new(cells) : new([new TableRowProperties(new CantSplit()), .. cells]));
        }
        body.Append(Grid("LetterTable", form.Shares, block.Caption, form.RowHeaders, rows));
        // Word joins tables that touch, and keeps no space below one.
        body.Append(new Paragraph(new ParagraphProperties { SpacingBetweenLines = new() { After = "60" } }));
    }

    static OpenXmlElement[] Cells(TableForm form, IEnumerable<Paragraph[]> cells) => [.. cells.Select((paragraphs, i) =>
    {
        if (form.Centred == i) foreach (var paragraph in paragraphs) paragraph.ParagraphProperties!.Justification = new() { Val = JustificationValues.Center };
        return Cell(form.Shares[i], paragraphs);
    })];

    static TableCell Cell(int share, Paragraph[] paragraphs) =>
        new([new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = $"{share * TextWidth / 100}" }), .. paragraphs]);

    static Word.Table Grid(string style, IReadOnlyList<int> shares, string name, bool rowHeaders, List<TableRow> rows)
    {
        var properties = new TableProperties
        {
            TableStyle = new() { Val = style },
            TableWidth = new() { Type = TableWidthUnitValues.Dxa, Width = $"{shares.Sum() * TextWidth / 100}" },
            TableLayout = new() { Type = TableLayoutValues.Fixed },
            TableLook = new() { Val = rowHeaders ? "00A0" : "0020", FirstRow = true, FirstColumn = rowHeaders, LastRow = false, LastColumn = false, NoHorizontalBand = false, NoVerticalBand = false },
            TableCaption = name.Length > 0 ? new() { Val = Clean(name) } : null,
        };
        return new Word.Table([properties, new TableGrid(shares.Select(share => new GridColumn { Width = $"{share * TextWidth / 100}" })), .. rows]);
    }

    IEnumerable<Paragraph> Paragraphs(TextCell cell)
    {
        if (cell.Heading.Count > 0) yield return Paragraph("CellHeading", Runs(cell.Heading));
        foreach (var line in cell.Lines) yield return Paragraph(cell.Heading.Count > 0 ? "CellList" : "CellText", Runs(line));
        // A cell holds one paragraph at least.
        if (cell.Heading.Count == 0 && cell.Lines.Count == 0) yield return Paragraph("CellText");
    }

    IEnumerable<Paragraph> Signature(TextCell cell)
    {
        var name = Inline.Plain(cell.Heading);
        yield return Paragraph("Signed", Plain(letter.SignedBy.Contains(name) ? $"Signed: {name}" : LetterView.NotSigned));
        yield return Paragraph("Signature", Runs([.. cell.Heading.Select(run => run with { Strong = true })]));
        foreach (var line in cell.Lines) yield return Paragraph("Signature", Runs(line));
    }

    /// <summary>Puts a bookmark of the block's id around its first paragraph, so that a comment can point at it.</summary>
    Paragraph[] Marked(TextBlock block, params Paragraph[] paragraphs)
    {
        if (paragraphs.Length == 0) return paragraphs;
        var (start, end) = Bookmark(block.Id);
        if (paragraphs[0].ParagraphProperties is { } properties) properties.InsertAfterSelf(start);
        else paragraphs[0].PrependChild(start);
        paragraphs[0].Append(end);
        return paragraphs;
    }

    /// <summary>Word takes letters, digits and underscores, at most 40, and no name twice.</summary>
    (BookmarkStart, BookmarkEnd) Bookmark(string id)
    {
        var name = new string([.. id.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        if (!char.IsAsciiLetter(name[0])) name = $"p{name}";
        if (name.Length > 40 || !bookmarks.Add(name)) bookmarks.Add(name = $"{name[..Math.Min(name.Length, 34)]}_{bookmarks.Count}");
        var number = $"{bookmarks.Count}";
        return (new() { Id = number, Name = name }, new() { Id = number });
    }

    IEnumerable<OpenXmlElement> Runs(IReadOnlyList<Run> runs) => runs.SelectMany(run =>
        run.Figure is { } reference ? [.. Plain(run.Text, run.Emphasis, run.Strong), .. Source(letter.Text.NumberOf(reference))] : Plain(run.Text, run.Emphasis, run.Strong));

    IEnumerable<OpenXmlElement> Lines(IEnumerable<IReadOnlyList<Run>> lines) =>
        lines.SelectMany((line, i) => i == 0 ? Runs(line) : [new Word.Run(new Break()), .. Runs(line)]);

    /// <summary>A footnote where a source is cited first, a reference to that footnote where it is cited again.</summary>
    IEnumerable<OpenXmlElement> Source(int number)
    {
        var bookmark = $"source_{number}";
        if (!cited.Add(number)) return Again(bookmark, number);
        bookmarks.Add(bookmark);
        var id = $"{bookmarks.Count}";
        string[] sentences = [.. LetterView.SourceSentences(letter.Text.Sources[number - 1])];
        Note(new Word.Run(Raised(), new FootnoteReferenceMark()), [.. Plain($" {sentences[0]}"), .. sentences.Skip(1).SelectMany(sentence => Plain($" {sentence}", emphasis: true))]);
        return [new BookmarkStart { Id = id, Name = bookmark }, new Word.Run(Raised(), new FootnoteReference { Id = lastNote }), new BookmarkEnd { Id = id }];
    }

    static IEnumerable<OpenXmlElement> Again(string bookmark, int number) =>
    [
        new Word.Run(Raised(), new FieldChar { FieldCharType = FieldCharValues.Begin }),
        new Word.Run(Raised(), new FieldCode($" NOTEREF {bookmark} \\f \\h ") { Space = SpaceProcessingModeValues.Preserve }),
        new Word.Run(Raised(), new FieldChar { FieldCharType = FieldCharValues.Separate }),
        new Word.Run(Raised(), new Text($"{number}")),
        new Word.Run(Raised(), new FieldChar { FieldCharType = FieldCharValues.End }),
    ];

    /// <summary>The footnote of a table, under its own mark: numbers belong to the sources.</summary>
    IEnumerable<OpenXmlElement> Footnote(TextBlock block)
    {
        if (block.Footnote.Count == 0) return [];
        Note(new Word.Run(Raised(), new Text(block.FootnoteMark)), [.. Plain(" "), .. Runs(block.Footnote)]);
        return [new Word.Run(Raised(), new FootnoteReference { Id = lastNote, CustomMarkFollows = true }, new Text(block.FootnoteMark))];
    }

    void Note(Word.Run mark, IEnumerable<OpenXmlElement> content) => notes.Append(new Footnote(Paragraph("FootnoteText", [mark, .. content])) { Id = ++lastNote });

    static Footnote Separator(FootnoteEndnoteValues type, int id, OpenXmlElement mark) =>
        new(new Paragraph(new ParagraphProperties { SpacingBetweenLines = new() { After = "40" } }, new Word.Run(mark))) { Type = type, Id = id };

    static RunProperties Raised() => new() { RunStyle = new() { Val = "FootnoteReference" } };

    static Paragraph Paragraph(string style, params IEnumerable<OpenXmlElement> content)
    {
        var paragraph = style.Length > 0 ? new Paragraph(new ParagraphProperties { ParagraphStyleId = new() { Val = style } }) : new Paragraph();
        paragraph.Append(content);
        return paragraph;
    }

    /// <summary>Text in runs of one direction each: Word shapes by the run.</summary>
    static IEnumerable<OpenXmlElement> Plain(string text, bool emphasis = false, bool strong = false)
    {
        foreach (var stretch in Direction.Stretches(Clean(text)))
        {
            var run = new Word.Run();
            if (emphasis || strong || stretch.RightToLeft)
                run.RunProperties = new()
                {
                    Bold = strong ? new() : null,
                    BoldComplexScript = strong ? new() : null,
                    Italic = emphasis ? new() : null,
                    ItalicComplexScript = emphasis ? new() : null,
                    RightToLeftText = stretch.RightToLeft ? new() : null,
                };
            run.Append(new Text(stretch.Text) { Space = SpaceProcessingModeValues.Preserve });
            yield return run;
        }
    }

    /// <summary>Text without what XML cannot carry.</summary>
    public static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        return new([.. text.Where((c, i) => XmlConvert.IsXmlChar(c) || char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) || char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1]))]);
    }
}
