using System.Text;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Rendering;

/// <summary>The letter as plain text of at most 78 columns; tables stand as aligned text, figures carry their source's number.</summary>
public sealed class TextLetter
{
    const int Width = 78;

    readonly LetterView letter;
    readonly StringBuilder text = new();

    TextLetter(LetterView letter) => this.letter = letter;

    public static string Render(LetterView letter) => new TextLetter(letter).Page();

    string Page()
    {
        foreach (var notice in letter.Notices) Paragraph(notice);
        foreach (var block in letter.Text.Blocks) Block(block);
        Sources();
        Lines(Wrap(letter.Identity.Replace(" SHA-256", "\nSHA-256"), Width));
        return text.ToString();
    }

    void Block(TextBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Letterhead:
                foreach (var row in block.Rows) Lines([Shown(row[0].Heading), .. row.SelectMany(cell => cell.Lines).Select(Shown)]);
                break;
            case BlockKind.Addressee: Lines(block.Rows[0][0].Lines.Select(Shown)); break;
            case BlockKind.Title: Paragraph(Shown(block.Runs).ToUpperInvariant()); break;
            case BlockKind.Heading: Heading(Shown(block.Runs)); break;
            case BlockKind.Grades: Table(block, [Width - 20, 17]); break;
            case BlockKind.Descriptors: Table(block, [5, 42, 25]); break;
            case BlockKind.PairedLists: Table(block, [37, 38]); break;
            case BlockKind.List: Lines(block.Rows.SelectMany(row => Item(Shown(row[0].Lines[0]), Width))); break;
            case BlockKind.Signatures:
                foreach (var row in block.Rows) Lines([Signed(Inline.Plain(row[0].Heading)), Shown(row[0].Heading), .. row[0].Lines.Select(Shown)]);
                break;
            default: Paragraph(Shown(block.Runs)); break;
        }
    }

    string Signed(string name) => letter.SignedBy.Contains(name) ? $"Signed: {name}" : "Not yet signed";

    void Heading(string heading)
    {
        var lines = Wrap(heading, Width).ToArray();
        Lines([.. lines, new string('-', lines.Max(line => line.Length))]);
    }

    void Table(TextBlock block, int[] widths)
    {
        if (block.Caption.Length > 0) text.Append(block.Caption).Append('\n');
        var rule = string.Join("-+-", widths.Select(width => new string('-', width)));
        var columns = block.Columns.Select((column, i) => block.Footnote.Count > 0 && i == block.Columns.Count - 1 ? $"{column} (1)" : column);
        text.Append(rule).Append('\n');
        Row([.. columns.Select((column, i) => Wrap(column, widths[i]).ToArray())], widths);
        text.Append(rule.Replace('-', '=')).Append('\n');
        foreach (var row in block.Rows)
        {
            Row([.. row.Select((cell, i) => Cell(cell, widths[i]))], widths);
            text.Append(rule).Append('\n');
        }
        if (block.Footnote.Count > 0) Paragraph($"(1) {Shown(block.Footnote)}");
        else text.Append('\n');
    }

    void Row(string[][] cells, int[] widths)
    {
        for (var line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            var shown = cells.Select((cell, i) => (line < cell.Length ? cell[line] : "").PadRight(widths[i]));
            text.Append(string.Join(" | ", shown).TrimEnd()).Append('\n');
        }
    }

    string[] Cell(TextCell cell, int width) => cell.Heading.Count == 0
        ? [.. cell.Lines.SelectMany(line => Wrap(Shown(line), width))]
        : [.. Wrap(Shown(cell.Heading), width), .. cell.Lines.SelectMany(line => Item(Shown(line), width))];

    void Sources()
    {
        var sources = letter.Text.Sources;
        if (sources.Count == 0) return;
        Heading(LetterView.SourcesHeading);
        for (var i = 0; i < sources.Count; i++)
        {
            var doubt = sources[i].Doubt.Length > 0 ? $" In doubt: {LetterView.Sentence(sources[i].Doubt)}" : "";
            var invented = sources[i].Synthetic ? " Synthetic." : "";
            foreach (var line in Hanging($"[{i + 1}] ".PadLeft(5), $"{sources[i].Text}: {LetterView.Sentence(sources[i].Trace)}{doubt}{invented}", Width)) text.Append(line).Append('\n');
        }
        text.Append('\n');
    }

    string Shown(IReadOnlyList<Run> runs) => string.Concat(runs.Select(run => run.Figure is { } reference ? $"{run.Text} [{letter.Text.NumberOf(reference)}]" : run.Text));

    void Paragraph(string paragraph) => Lines(Wrap(paragraph, Width));

    void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines) text.Append(line).Append('\n');
        text.Append('\n');
    }

    static IEnumerable<string> Item(string item, int width) => Hanging("- ", item, width);

    static IEnumerable<string> Hanging(string first, string item, int width) =>
        Wrap(item, width - first.Length).Select((line, i) => (i == 0 ? first : new string(' ', first.Length)) + line);

    /// <summary>Lines of at most <paramref name="width"/> characters; a longer word is cut.</summary>
    static IEnumerable<string> Wrap(string paragraph, int width)
    {
        foreach (var given in paragraph.Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in given.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => word.Chunk(width)))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line.ToString();
                    line.Clear();
                }
                if (line.Length > 0) line.Append(' ');
                line.Append(word);
            }
            yield return line.ToString();
        }
    }
}
