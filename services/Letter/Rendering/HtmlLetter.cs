using System.Net;
using System.Reflection;
using System.Text;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Rendering;

/// <summary>The letter as one HTML5 document that needs nothing else: its style is inside, for screen, print and PDF.</summary>
public sealed class HtmlLetter
{
    static readonly string Style = ReadStyle();

    readonly LetterView letter;
    readonly StringBuilder html = new();
    readonly Dictionary<string, int> cited = [];

    HtmlLetter(LetterView letter) => this.letter = letter;

    public static string Render(LetterView letter) => new HtmlLetter(letter).Page();

    string Page()
    {
        Line("<!DOCTYPE html>");
        Line("<html lang=\"en-GB\">");
        Line("<head>");
        Line("<meta charset=\"utf-8\">");
        Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        Line($"<title>{Escaped(letter.Title)}</title>");
        Line($"<meta name=\"author\" content=\"{Escaped(string.Join("; ", letter.Bodies.Select(body => body.Name)))}\">");
        Line($"<meta name=\"dcterms.created\" content=\"{letter.LetterDate:yyyy-MM-dd}\">");
        Line($"<meta name=\"description\" content=\"{Escaped(letter.Identity)}\">");
        Line($"<style>\n{Style}</style>");
        Line("</head>");
        Line("<body>");
        if (letter.Synthetic) Line("<div class=\"watermark\" aria-hidden=\"true\">SYNTHETIC</div>");
        else if (!letter.Issued) Line("<div class=\"watermark\" aria-hidden=\"true\">DRAFT</div>");
        Line($"<p class=\"running-head\" aria-hidden=\"true\">{Escaped(letter.Authority.FormalName)} · {TemplateModel.LongDate(letter.LetterDate)}</p>");
        var blocks = letter.Text.Blocks;
        var letterhead = blocks.FirstOrDefault(block => block.Kind == BlockKind.Letterhead);
        if (letterhead is not null) Letterhead(letterhead);
        Line("<main>");
        foreach (var notice in letter.Notices) Line($"<p class=\"notice\" role=\"note\">{Escaped(notice)}</p>");
        foreach (var block in blocks.Where(block => block != letterhead)) Block(block);
        Sources();
        Line("</main>");
        Line($"<footer><p class=\"identity\">{Escaped(letter.Identity)}</p></footer>");
        Line("</body>");
        Line("</html>");
        return html.ToString();
    }

    void Letterhead(TextBlock block)
    {
        Line($"<header id=\"{block.Id}\" class=\"letterhead\">");
        foreach (var row in block.Rows)
        {
            Line($"<div class=\"body\"><p class=\"body-name\">{Runs(row[0].Heading)}</p>");
            foreach (var line in row[0].Lines) Line($"<p class=\"strapline\">{Runs(line)}</p>");
            if (row[1].Lines.Count > 0) Line($"<p class=\"contact\">{string.Join("<br>", row[1].Lines.Select(Runs))}</p>");
            Line("</div>");
        }
        Line("</header>");
    }

    void Block(TextBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Addressee: Line($"<address id=\"{block.Id}\">{string.Join("<br>", block.Rows[0][0].Lines.Select(Runs))}</address>"); break;
            case BlockKind.Date: Line($"<p id=\"{block.Id}\" class=\"date\"><time datetime=\"{letter.LetterDate:yyyy-MM-dd}\">{Runs(block.Runs)}</time></p>"); break;
            case BlockKind.Title or BlockKind.Heading: Line($"<h{block.Level} id=\"{block.Id}\">{Runs(block.Runs)}</h{block.Level}>"); break;
            case BlockKind.Grades: Table(block, "grades", firstIsHeader: true); break;
            case BlockKind.Descriptors: Table(block, "descriptors", firstIsHeader: true); break;
            case BlockKind.PairedLists: Table(block, "paired", firstIsHeader: false); break;
            case BlockKind.List: Line($"<ul id=\"{block.Id}\">\n{string.Concat(block.Rows.Select(row => $"<li>{Runs(row[0].Lines[0])}</li>\n"))}</ul>"); break;
            case BlockKind.Signatures: Signatures(block); break;
            default: Line($"<p id=\"{block.Id}\">{Runs(block.Runs)}</p>"); break;
        }
    }

    void Table(TextBlock block, string style, bool firstIsHeader)
    {
        var note = block.Footnote.Count > 0 ? $"{block.Id}-note" : null;
        Line($"<table id=\"{block.Id}\" class=\"{style}\">");
        if (block.Caption.Length > 0) Line($"<caption>{Escaped(block.Caption)}</caption>");
        Line("<thead>\n<tr>");
        for (var i = 0; i < block.Columns.Count; i++)
        {
            var marker = note is not null && i == block.Columns.Count - 1 ? $" <sup><a href=\"#{note}\" aria-label=\"footnote 1\">1</a></sup>" : "";
            Line($"<th scope=\"col\">{Escaped(block.Columns[i])}{marker}</th>");
        }
        Line("</tr>\n</thead>\n<tbody>");
        foreach (var row in block.Rows)
        {
            Line("<tr>");
            for (var i = 0; i < row.Count; i++) Line(i == 0 && firstIsHeader ? $"<th scope=\"row\">{Cell(row[i])}</th>" : $"<td>{Cell(row[i])}</td>");
            Line("</tr>");
        }
        Line("</tbody>\n</table>");
        if (note is not null) Line($"<p class=\"footnote\" id=\"{note}\"><sup>1</sup> {Runs(block.Footnote)}</p>");
    }

    string Cell(TextCell cell)
    {
        if (cell.Heading.Count == 0) return string.Join("<br>", cell.Lines.Select(Runs));
        return $"<p class=\"cell-heading\">{Runs(cell.Heading)}</p>\n<ul>\n{string.Concat(cell.Lines.Select(line => $"<li>{Runs(line)}</li>\n"))}</ul>";
    }

    void Signatures(TextBlock block)
    {
        Line($"<div id=\"{block.Id}\" class=\"signatures\">");
        foreach (var row in block.Rows)
        {
            var name = Inline.Plain(row[0].Heading);
            var mark = letter.SignedBy.Contains(name) ? $"<p class=\"signed\">Signed: {Escaped(name)}</p>" : "<p class=\"signed unsigned\">Not yet signed</p>";
            Line($"<div class=\"signature\">{mark}<p class=\"signatory\">{Runs(row[0].Heading)}</p><p>{string.Join("<br>", row[0].Lines.Select(Runs))}</p></div>");
        }
        Line("</div>");
    }

    void Sources()
    {
        var sources = letter.Text.Sources;
        if (sources.Count == 0) return;
        Line("<section class=\"sources\" aria-labelledby=\"sources\">");
        Line($"<h2 id=\"sources\">{LetterView.SourcesHeading}</h2>\n<ol>");
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            var doubt = source.Doubt.Length > 0 ? $" <em>In doubt: {Escaped(LetterView.Sentence(source.Doubt))}</em>" : "";
            var invented = source.Synthetic ? " <strong>Synthetic.</strong>" : "";
            Line($"<li id=\"source-{i + 1}\"><a href=\"#cite-{i + 1}\" class=\"back\">{Escaped(source.Text)}</a>: {Escaped(LetterView.Sentence(source.Trace))}{doubt}{invented}</li>");
        }
        Line("</ol>\n</section>");
    }

    string Runs(IReadOnlyList<Run> runs)
    {
        var text = new StringBuilder();
        foreach (var run in runs)
        {
            var shown = Escaped(run.Text);
            if (run.Figure is { } reference) shown = Figure(shown, letter.Text.NumberOf(reference));
            if (run.Strong) shown = $"<strong>{shown}</strong>";
            if (run.Emphasis) shown = $"<em>{shown}</em>";
            text.Append(shown);
        }
        return text.ToString();
    }

    /// <summary>A figure with a small mark that leads to its source; the first citing is where the source leads back to.</summary>
    string Figure(string shown, int number)
    {
        var id = cited.TryAdd($"cite-{number}", number) ? $" id=\"cite-{number}\"" : "";
        return $"<span class=\"figure\"{id}>{shown}</span><sup class=\"source\"><a href=\"#source-{number}\" aria-label=\"source {number}\">[{number}]</a></sup>";
    }

    void Line(string line) => html.Append(line).Append('\n');

    static string Escaped(string text) => WebUtility.HtmlEncode(text).Replace("&#160;", "\u00a0");

    static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("letter.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
