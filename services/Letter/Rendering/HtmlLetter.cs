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
        Line($"<style>\n{Style}{Columns()}</style>");
        Line("</head>");
        // Style draws the watermark and the running head from these, so that no reader aloud hears them on each page.
        var mark = letter.Synthetic ? " data-mark=\"SYNTHETIC\"" : letter.Issued ? "" : " data-mark=\"DRAFT\"";
        Line($"<body{mark} data-running-head=\"{Escaped(letter.RunningHead)}\">");
        var blocks = letter.Text.Blocks;
        var letterhead = blocks.FirstOrDefault(block => block.Kind == BlockKind.Letterhead);
        if (letterhead is not null) Letterhead(letterhead);
        Line("<main>");
        foreach (var notice in letter.Notices) Line($"<p class=\"notice\" role=\"note\">{Escaped(notice)}</p>");
        for (var i = 0; i < blocks.Count; i++)
            if (blocks[i] != letterhead)
                Block(blocks[i], signedNext: i + 1 < blocks.Count && blocks[i + 1].Kind == BlockKind.Signatures);
        Sources();
        Line("</main>");
        Line($"<footer><p class=\"identity\">{Escaped(letter.Identity)}</p></footer>");
        Line("</body>");
        Line("</html>");
        return html.ToString();
    }

    /// <summary>Widths of the tables' columns, as the model has them.</summary>
    string Columns() => string.Concat(letter.Text.Blocks.Where(block => block.Table is not null).SelectMany(block =>
        block.Table!.Shares.Select((share, i) => $"#{block.Id} col:nth-child({i + 1}) {{ width: {share}%; }}\n")));

    void Letterhead(TextBlock block)
    {
        Line($"<header id=\"{block.Id}\" class=\"letterhead\">");
        foreach (var row in block.Rows)
        {
            Line($"<div class=\"body\"><p class=\"body-name\"><bdi>{Runs(row[0].Heading)}</bdi></p>");
            foreach (var line in row[0].Lines) Line($"<p class=\"strapline\">{Runs(line)}</p>");
            if (row[1].Lines.Count > 0) Line($"<p class=\"contact\">{Isolated(row[1].Lines)}</p>");
            Line("</div>");
        }
        Line("</header>");
    }

    void Block(TextBlock block, bool signedNext)
    {
        switch (block.Kind)
        {
            case BlockKind.Addressee: Line($"<address id=\"{block.Id}\">{Isolated(block.Rows[0][0].Lines)}</address>"); break;
            case BlockKind.Date: Line($"<p id=\"{block.Id}\" class=\"date\"><time datetime=\"{letter.LetterDate:yyyy-MM-dd}\">{Runs(block.Runs)}</time></p>"); break;
            case BlockKind.Title or BlockKind.Heading: Line($"<h{block.Level} id=\"{block.Id}\">{Runs(block.Runs)}</h{block.Level}>"); break;
            case BlockKind.Grades: Table(block, block.Table!, "grades"); break;
            case BlockKind.Descriptors: Table(block, block.Table!, "descriptors"); break;
            case BlockKind.PairedLists: Table(block, block.Table!, "paired"); break;
            case BlockKind.List: Line($"<ul id=\"{block.Id}\">\n{string.Concat(block.Rows.Select(row => $"<li>{Runs(row[0].Lines[0])}</li>\n"))}</ul>"); break;
            case BlockKind.Signatures: Signatures(block); break;
            default: Line($"<p id=\"{block.Id}\"{(signedNext ? " class=\"valediction\"" : "")}>{Runs(block.Runs)}</p>"); break;
        }
    }

    void Table(TextBlock block, TableForm form, string style)
    {
        var note = block.Footnote.Count > 0 ? $"{block.Id}-note" : null;
        Line($"<table id=\"{block.Id}\" class=\"{style}\">");
        if (block.Caption.Length > 0) Line($"<caption>{Escaped(block.Caption)}</caption>");
        Line($"<colgroup>{string.Concat(form.Shares.Select(_ => "<col>"))}</colgroup>");
        Line("<thead>\n<tr>");
        for (var i = 0; i < block.Columns.Count; i++)
        {
            var marker = note is not null && i == block.Columns.Count - 1 ? $" <sup class=\"note\"><a href=\"#{note}\" role=\"doc-noteref\" aria-label=\"footnote\">{block.FootnoteMark}</a></sup>" : "";
            Line($"<th scope=\"col\"{Centred(form, i)}>{Escaped(block.Columns[i])}{marker}</th>");
        }
        Line("</tr>\n</thead>\n<tbody>");
        foreach (var row in block.Rows)
        {
            Line(TableForm.MayBreak(row) ? "<tr class=\"long\">" : "<tr>");
            for (var i = 0; i < row.Count; i++)
                Line(i == 0 && form.RowHeaders ? $"<th scope=\"row\"{Centred(form, i)}>{Cell(row[i])}</th>" : $"<td{Centred(form, i)}>{Cell(row[i])}</td>");
            Line("</tr>");
        }
        Line("</tbody>\n</table>");
        if (note is not null) Line($"<p class=\"footnote\" id=\"{note}\" role=\"doc-footnote\"><sup>{block.FootnoteMark}</sup> {Runs(block.Footnote)}</p>");
    }

    static string Centred(TableForm form, int column) => form.Centred == column ? " class=\"centred\"" : "";

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
            var mark = letter.SignedBy.Contains(name) ? $"<p class=\"signed\">Signed: <bdi>{Escaped(name)}</bdi></p>" : $"<p class=\"signed unsigned\">{LetterView.NotSigned}</p>";
            Line($"<div class=\"signature\">{mark}<p class=\"signatory\"><bdi>{Runs(row[0].Heading)}</bdi></p><p>{Isolated(row[0].Lines)}</p></div>");
        }
        Line("</div>");
    }

    void Sources()
    {
        var sources = letter.Text.Sources;
        if (sources.Count == 0) return;
        Line("<section class=\"sources\" role=\"doc-endnotes\" aria-labelledby=\"sources\">");
        Line($"<h2 id=\"sources\">{LetterView.SourcesHeading}</h2>\n<ol>");
        for (var i = 0; i < sources.Count; i++)
        {
            string[] sentences = [.. LetterView.SourceSentences(sources[i]).Select(Escaped)];
            // The first begins with the figure itself, which leads back to where it is cited.
            var figure = Escaped(sources[i].Text);
            Line($"<li id=\"source-{i + 1}\"><a href=\"#cite-{i + 1}\" class=\"back\" role=\"doc-backlink\">{figure}</a>{sentences[0][figure.Length..]}{string.Concat(sentences.Skip(1).Select(sentence => $" <em>{sentence}</em>"))}</li>");
        }
        Line("</ol>\n</section>");
    }

    /// <summary>Lines of names and addresses, each in a direction of its own.</summary>
    string Isolated(IReadOnlyList<IReadOnlyList<Run>> lines) => string.Join("<br>", lines.Select(line => $"<bdi>{Runs(line)}</bdi>"));

    string Runs(IReadOnlyList<Run> runs)
    {
        var text = new StringBuilder();
        foreach (var run in runs)
        {
            var shown = string.Concat(Direction.Stretches(run.Text).Select(stretch => stretch.RightToLeft ? $"<bdi>{Escaped(stretch.Text)}</bdi>" : Escaped(stretch.Text)));
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
        return $"<span class=\"figure\"{id}>{shown}</span><sup class=\"source\"><a href=\"#source-{number}\" role=\"doc-noteref\" aria-label=\"source {number}\">[{number}]</a></sup>";
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
