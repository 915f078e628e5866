using System.Text.RegularExpressions;
using Apa.Protos.Letters.V1;
using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Microsoft.AspNetCore.Html;

namespace Apa.Portal;

/// <summary>The words of a letter as HTML: emphasis and figures as they read; all else in them is text.</summary>
public static partial class LetterText
{
    static readonly MarkdownPipeline Inline = InlineOnly();

    [GeneratedRegex(@"\{\{\s*figure\s+(?<reference>[^{}]*?)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FigureReference();

    [GeneratedRegex(@"[!-/:-@\[-`{-~]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Punctuation();

    public static IHtmlContent Html(string markdown, IReadOnlyCollection<TracedFigure> figures)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var text = FigureReference().Replace(markdown.ReplaceLineEndings(" ").Trim(), match => Plain(Figure(match.Groups["reference"].Value, figures)));
        // Markdig would take "[x]: y" at the start for the definition of a link and drop it.
        return new HtmlString(Markdown.ToHtml(text.StartsWith('[') ? $"\\{text}" : text, Inline));
    }

    /// <summary>The words as they read, still with their emphasis.</summary>
    public static string Read(string markdown, IReadOnlyCollection<TracedFigure> figures) =>
        FigureReference().Replace(markdown, match => Figure(match.Groups["reference"].Value, figures));

    static string Figure(string reference, IReadOnlyCollection<TracedFigure> figures) =>
        figures.FirstOrDefault(figure => figure.Reference == reference)?.Text ?? $"[figure {reference}]";

    /// <summary>As Markdown that reads as that text.</summary>
    static string Plain(string text) => Punctuation().Replace(text, @"\$0");

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
