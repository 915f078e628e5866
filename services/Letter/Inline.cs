using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Apa.Letters;

/// <summary>A stretch of text in one style; a figure carries its reference and reads as resolved.</summary>
public sealed record Run(string Text, bool Emphasis = false, bool Strong = false, string? Figure = null);

/// <summary>
/// The inline CommonMark of a letter: emphasis, strong and figure references. Everything else that Markdown knows (headings, lists,
/// links, images, HTML) is shown as the text it is written with.
/// </summary>
public static partial class Inline
{
    // Stands for a reference while Markdown is parsed, so that a reference may hold any character: ⟦index⟧ in the private use area.
    const char Open = '\uE000';
    const char Close = '\uE001';

    static readonly MarkdownPipeline Pipeline = InlineOnly();

    [GeneratedRegex(@"(?<!\\)\{\{\s*figure\s+(?<reference>[^{}]*?)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FigureReference();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankLine();

    /// <summary>The paragraphs of a narrative, each on one line.</summary>
    public static IEnumerable<string> Paragraphs(string markdown) => BlankLine().Split(markdown.ReplaceLineEndings("\n"))
        .Select(paragraph => string.Join(' ', paragraph.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        .Where(paragraph => paragraph.Length > 0);

    /// <summary>The figure references in a text, in their order.</summary>
    public static IEnumerable<string> References(string markdown) => FigureReference().Matches(markdown).Select(match => match.Groups["reference"].Value);

    /// <summary>Text as CommonMark that reads as that text: nothing in it is markup.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '&' or '{' or '}') escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>As <see cref="Escape"/>, but figure references stay references.</summary>
    public static string EscapeAroundFigures(string text)
    {
        var escaped = new StringBuilder();
        var from = 0;
        foreach (Match match in FigureReference().Matches(text))
        {
            escaped.Append(Escape(text[from..match.Index])).Append(match.Value);
            from = match.Index + match.Length;
        }
        return escaped.Append(Escape(text[from..])).ToString();
    }

    /// <summary>Parses one paragraph. <paramref name="resolve"/> gives a reference's text, null where nobody knows it.</summary>
    public static IReadOnlyList<Run> Parse(string markdown, Func<string, string?> resolve)
    {
        var references = new List<string>();
        var clean = markdown.Replace(Open, ' ').Replace(Close, ' ').ReplaceLineEndings(" ").Trim();
        var marked = FigureReference().Replace(clean, match =>
        {
            references.Add(match.Groups["reference"].Value);
            return $"{Open}{references.Count - 1}{Close}";
        });
        // Markdig would take "[x]: y" at the start for the definition of a link and drop it.
        if (marked.StartsWith('[')) marked = '\\' + marked;
        var runs = new List<Run>();
        foreach (var paragraph in Markdown.Parse(marked, Pipeline).OfType<ParagraphBlock>())
            if (paragraph.Inline is { } inline)
                Walk(inline, emphasis: false, strong: false, runs, text => Split(text, references, resolve));
        return Join(runs);
    }

    /// <summary>The text alone.</summary>
    public static string Plain(IEnumerable<Run> runs) => string.Concat(runs.Select(run => run.Text));

    static void Walk(ContainerInline container, bool emphasis, bool strong, List<Run> runs, Func<string, IEnumerable<Run>> split)
    {
        foreach (var inline in container)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    runs.AddRange(split(literal.Content.ToString()).Select(run => run with { Emphasis = emphasis, Strong = strong }));
                    break;
                case HtmlEntityInline entity:
                    runs.Add(new(entity.Transcoded.ToString(), emphasis, strong));
                    break;
                case LineBreakInline:
                    runs.Add(new(" ", emphasis, strong));
                    break;
                case EmphasisInline marked:
                    Walk(marked, emphasis || marked.DelimiterCount == 1, strong || marked.DelimiterCount == 2, runs, split);
                    break;
                case ContainerInline other:
                    Walk(other, emphasis, strong, runs, split);
                    break;
            }
        }
    }

    static IEnumerable<Run> Split(string text, List<string> references, Func<string, string?> resolve)
    {
        var from = 0;
        for (var open = text.IndexOf(Open); open >= 0; open = text.IndexOf(Open, from))
        {
            var close = text.IndexOf(Close, open);
            if (open > from) yield return new(text[from..open]);
            var reference = references[int.Parse(text.AsSpan(open + 1, close - open - 1))];
            yield return resolve(reference) is { } figure ? new(figure, Figure: reference) : new($"[figure {reference}: not known]");
            from = close + 1;
        }
        if (from < text.Length) yield return new(text[from..]);
    }

    static List<Run> Join(List<Run> runs)
    {
        var joined = new List<Run>();
        foreach (var run in runs)
        {
            if (joined is [.., { Figure: null } last] && run.Figure is null && last.Emphasis == run.Emphasis && last.Strong == run.Strong)
                joined[^1] = last with { Text = last.Text + run.Text };
            else joined.Add(run);
        }
        return joined;
    }

    static MarkdownPipeline InlineOnly()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.BlockParsers.Clear();
        builder.BlockParsers.Add(new ParagraphBlockParser { ParseSetextHeadings = false });
        builder.InlineParsers.Clear();
        builder.InlineParsers.Add(new EscapeInlineParser());
        builder.InlineParsers.Add(new EmphasisInlineParser());
        builder.InlineParsers.Add(new HtmlEntityParser());
        builder.InlineParsers.Add(new LineBreakInlineParser());
        return builder.Build();
    }
}
