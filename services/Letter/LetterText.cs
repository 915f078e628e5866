using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters;

/// <summary>A block with its text resolved; what every rendering is made from.</summary>
public sealed record TextBlock(string Id, BlockKind Kind, int Level, IReadOnlyList<Run> Runs, IReadOnlyList<IReadOnlyList<TextCell>> Rows, string Caption, IReadOnlyList<Run> Footnote, IReadOnlyList<string> Columns)
{
    /// <summary>What marks its footnote, in the heading of its last column and before the note: *, †, ‡ …; empty without one.</summary>
    public string FootnoteMark { get; init; } = "";

    /// <summary>How it is laid out where it is a table; null where it is none.</summary>
    public TableForm? Table => TableForm.Of(Kind);
}

/// <summary>What a block says, for people who compare.</summary>
public static class BlockWords
{
    /// <summary>All words of a block in reading order, its lines a line each.</summary>
    public static string Words(this TextBlock block)
    {
        List<string> lines = [Inline.Plain(block.Runs), block.Caption, .. block.Columns];
        foreach (var cell in block.Rows.SelectMany(row => row)) lines.AddRange([Inline.Plain(cell.Heading), .. cell.Lines.Select(Inline.Plain)]);
        lines.Add(Inline.Plain(block.Footnote));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }
}

/// <summary>A cell: a heading, which may be empty, and a line or items.</summary>
public sealed record TextCell(IReadOnlyList<Run> Heading, IReadOnlyList<IReadOnlyList<Run>> Lines);

/// <summary>The text of a letter: its blocks with every figure resolved, and the sources of those figures in the order of citing.</summary>
public sealed class LetterText
{
    readonly List<TracedFigure> sources = [];

    LetterText(IEnumerable<Block> blocks, IEnumerable<CitedFigure> figures)
    {
        var known = figures.GroupBy(figure => figure.Reference).ToDictionary(group => group.Key, group => group.First());
        var notes = 0;
        Blocks = [.. blocks.Select(block => Resolve(block, known)).Select(block => block.Footnote.Count > 0 ? block with { FootnoteMark = Mark(notes++) } : block)];
    }

    public IReadOnlyList<TextBlock> Blocks { get; }

    /// <summary>Cited figures; a source's number is its place here, from 1.</summary>
    public IReadOnlyList<TracedFigure> Sources => sources;

    /// <summary>The letter's title in plain words; empty where the framework has none.</summary>
    public string Title => Inline.Plain(Blocks.FirstOrDefault(block => block.Kind == BlockKind.Title)?.Runs ?? []);

    public static LetterText Of(IEnumerable<Block> blocks, Judgement judgement) => new(blocks, judgement.Figures);

    /// <summary>Number of a source by its reference.</summary>
    public int NumberOf(string reference) => sources.FindIndex(source => source.Reference == reference) + 1;

    /// <summary>
    /// The text in canonical form, which signatories sign by its SHA-256: UTF-8, NFC, a line feed after each line. A first line names
    /// letter, revision and content revision. Then for each block in order a line <c>[id] KIND level</c>, and where it has them a line
    /// each: its text; <c>caption </c>caption; <c>columns </c>columns joined by <c> | </c>; for each row <c>row</c>, for each of its
    /// cells <c>cell </c>heading and each line of it as <c>- </c>line; <c>footnote </c>footnote. Emphasis stands between <c>*</c>,
    /// strong text between <c>**</c>, a figure as resolved, followed by its source as <c>[n]</c>. Last, for each source,
    /// <c>source n </c>text<c> | </c>trace<c> | </c>doubt.
    /// </summary>
    public string Canonical(string name, long revision, long contentRevision)
    {
        var text = new StringBuilder().Append($"{name} revision {revision} content {contentRevision}\n");
        foreach (var block in Blocks)
        {
            text.Append($"[{block.Id}] {block.Kind} {block.Level}\n");
            if (block.Runs.Count > 0) text.Append($"{Marked(block.Runs)}\n");
            if (block.Caption.Length > 0) text.Append($"caption {block.Caption}\n");
            if (block.Columns.Count > 0) text.Append($"columns {string.Join(" | ", block.Columns)}\n");
            foreach (var row in block.Rows)
            {
                text.Append("row\n");
                foreach (var cell in row)
                {
                    text.Append($"cell {Marked(cell.Heading)}\n");
                    foreach (var line in cell.Lines) text.Append($"- {Marked(line)}\n");
                }
            }
            if (block.Footnote.Count > 0) text.Append($"footnote {Marked(block.Footnote)}\n");
        }
        for (var i = 0; i < sources.Count; i++) text.Append($"source {i + 1} {sources[i].Text} | {sources[i].Trace} | {sources[i].Doubt}\n");
        return text.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>SHA-256 of the canonical form, lower-case hex.</summary>
    public string Sha256(string name, long revision, long contentRevision) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(name, revision, contentRevision))));

    /// <summary>Figure references in blocks that the judgement did not resolve.</summary>
    public static IEnumerable<string> Unresolved(IEnumerable<Block> blocks, Judgement judgement) =>
        blocks.SelectMany(Texts).SelectMany(Inline.References).Distinct().Except(judgement.Figures.Select(figure => figure.Reference));

    static IEnumerable<string> Texts(Block block) => [block.Markdown, block.Footnote, .. block.Rows.SelectMany(row => row.Cells).SelectMany(cell => cell.Lines.Append(cell.Heading))];

    /// <summary>Signs, since numbers belong to the sources: *, †, ‡, §, then doubled.</summary>
    static string Mark(int note) => new("*†‡§"[note % 4], note / 4 + 1);

    string Marked(IEnumerable<Run> runs) => string.Concat(runs.Select(run =>
    {
        var mark = run.Strong ? run.Emphasis ? "***" : "**" : run.Emphasis ? "*" : "";
        return $"{mark}{run.Text}{mark}{(run.Figure is { } figure ? $"[{NumberOf(figure)}]" : "")}";
    }));

    TextBlock Resolve(Block block, Dictionary<string, CitedFigure> known) => new(
        block.Id, block.Kind, block.Level,
        Runs(block.Markdown, known),
        [.. block.Rows.Select(row => (IReadOnlyList<TextCell>)[.. row.Cells.Select(cell => new TextCell(Runs(cell.Heading, known), [.. cell.Lines.Select(line => Runs(line, known))]))])],
        block.Caption,
        Runs(block.Footnote, known),
        [.. block.Columns]);

    IReadOnlyList<Run> Runs(string markdown, Dictionary<string, CitedFigure> known)
    {
        if (markdown.Length == 0) return [];
        var runs = Inline.Parse(markdown, reference => known.GetValueOrDefault(reference)?.Text);
        foreach (var run in runs)
            if (run.Figure is { } reference && NumberOf(reference) == 0)
                sources.Add(Traced(known[reference]));
        return runs;
    }

    static TracedFigure Traced(CitedFigure figure) => new()
    {
        Reference = figure.Reference,
        Text = figure.Text,
        Trace = Trace(figure),
        Doubt = figure.Doubt,
        Synthetic = figure.Synthetic,
        Statement = figure.Statement,
        DatasetVersion = figure.DatasetVersion,
        Indicator = figure.Indicator,
        ComparatorSet = figure.ComparatorSet,
        Period = figure.Period,
    };

    /// <summary>What a figure is and where it comes from, in words that stand alone: the public cannot reach the services behind it.</summary>
    public static string Trace(CitedFigure figure)
    {
        var parts = new List<string> { figure.Subject };
        if (figure.Period is { } period)
            parts.Add(period.Kind == PeriodKind.NotStated ? "period not stated in source" : $"period {period.Label}{Days(period)}");
        if (figure.Source is { } source)
            parts.Add("from " + string.Join(", ", new[] { source.Provider, source.Document, source.Date, source.Locator }.Where(part => part.Length > 0)));
        if (figure.Indicator.Length > 0) parts.Add($"indicator {figure.Indicator[(figure.Indicator.LastIndexOf('/') + 1)..]}");
        if (figure.DatasetVersion.Length > 0) parts.Add($"in {figure.DatasetVersion}");
        if (figure.ComparatorSet.Length > 0) parts.Add($"neighbours of {figure.ComparatorSet}");
        if (figure.Statement.Length > 0) parts.Add($"statement {figure.Statement[(figure.Statement.LastIndexOf('/') + 1)..]}");
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    static string Days(Period period) => period.Start.Length == 0 || period.Start == period.End ? "" : $" ({period.Start} to {period.End})";
}
