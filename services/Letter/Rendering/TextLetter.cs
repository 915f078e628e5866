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
        Paragraph(letter.Identity.Replace(" SHA-256", "\nSHA-256"));
        return text.ToString();
    }

    void Block(TextBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Letterhead:
                foreach (var row in block.Rows) Wrapped([Shown(row[0].Heading), .. row.SelectMany(cell => cell.Lines).Select(Shown)]);
                break;
            case BlockKind.Addressee: Wrapped(block.Rows[0][0].Lines.Select(Shown)); break;
            case BlockKind.Title: Paragraph(Shown(block.Runs).ToUpperInvariant()); break;
            case BlockKind.Heading: Heading(Shown(block.Runs)); break;
            case BlockKind.Grades or BlockKind.Descriptors or BlockKind.PairedLists: Table(block, block.Table!); break;
            case BlockKind.List: Lines(block.Rows.SelectMany(row => Item(Shown(row[0].Lines[0]), Width))); break;
            case BlockKind.Signatures:
                foreach (var row in block.Rows) Wrapped([Signed(Inline.Plain(row[0].Heading)), Shown(row[0].Heading), .. row[0].Lines.Select(Shown)]);
                break;
            default: Paragraph(Shown(block.Runs)); break;
        }
    }

    string Signed(string name) => letter.SignedBy.Contains(name) ? $"Signed: {name}" : LetterView.NotSigned;

    void Heading(string heading)
    {
        var lines = Wrap(heading, Width).ToArray();
        Lines([.. lines, new string('-', lines.Max(TextWidth.Of))]);
    }

    void Table(TextBlock block, TableForm form)
    {
        var widths = Widths(form);
        if (block.Caption.Length > 0) Paragraph(block.Caption, after: "");
        var rule = string.Join("-+-", widths.Select(width => new string('-', width)));
        text.Append(rule).Append('\n');
        Row([.. block.Columns.Select((column, i) => Wrap(i == block.Columns.Count - 1 ? column + block.FootnoteMark : column, widths[i]).ToArray())], widths);
        text.Append(rule.Replace('-', '=')).Append('\n');
        foreach (var row in block.Rows)
        {
            Row([.. row.Select((cell, i) => Cell(cell, widths[i]))], widths);
            text.Append(rule).Append('\n');
        }
        if (block.Footnote.Count > 0) Paragraph($"{block.FootnoteMark} {Shown(block.Footnote)}");
        else text.Append('\n');
    }

    /// <summary>Columns in characters: the form's shares of the page without the rules between them; the longest words must find room.</summary>
    static int[] Widths(TableForm form)
    {
        var room = Width - 3 * (form.Shares.Count - 1);
        int[] widths = [.. form.Shares.Select(share => share * room / 100)];
        widths[^1] += room - widths.Sum();
        return widths;
    }

    void Row(string[][] cells, int[] widths)
    {
        for (var line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            var shown = cells.Select((cell, i) => TextWidth.Padded(line < cell.Length ? cell[line] : "", widths[i]));
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
            foreach (var line in Hanging($"[{i + 1}] ".PadLeft(5), string.Join(' ', LetterView.SourceSentences(sources[i])), Width)) text.Append(line).Append('\n');
        }
        text.Append('\n');
    }

    string Shown(IReadOnlyList<Run> runs) => string.Concat(runs.Select(run => run.Figure is { } reference ? $"{run.Text} [{letter.Text.NumberOf(reference)}]" : run.Text));

    void Paragraph(string paragraph, string after = "\n") => Lines(Wrap(paragraph, Width), after);

    void Wrapped(IEnumerable<string> lines) => Lines(lines.SelectMany(line => Wrap(line, Width)));

    void Lines(IEnumerable<string> lines, string after = "\n")
    {
        foreach (var line in lines) text.Append(line).Append('\n');
        text.Append(after);
    }

    static IEnumerable<string> Item(string item, int width) => Hanging("- ", item, width);

    static IEnumerable<string> Hanging(string first, string item, int width) =>
        Wrap(item, width - first.Length).Select((line, i) => (i == 0 ? first : new string(' ', first.Length)) + line);

    /// <summary>Lines of at most <paramref name="width"/> columns; a longer word is cut.</summary>
    static IEnumerable<string> Wrap(string paragraph, int width)
    {
        foreach (var given in paragraph.Split('\n'))
        {
            var (line, taken) = (new StringBuilder(), 0);
            foreach (var word in given.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => TextWidth.Parts(word, width)))
            {
                var wide = TextWidth.Of(word);
                if (taken > 0 && taken + 1 + wide > width)
                {
                    yield return line.ToString();
                    line.Clear();
                    taken = 0;
                }
                if (taken > 0) line.Append(' ');
                line.Append(word);
                taken += wide + (taken > 0 ? 1 : 0);
            }
            yield return line.ToString();
        }
    }
}
