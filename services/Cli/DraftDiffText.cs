using System.Text;
using Apa.Protos.Letters.V1;
using Spectre.Console;
using Change = Apa.Protos.Letters.V1.WordDiff.Types.Change;

namespace Apa.Cli;

/// <summary>What changed in a block, as one line: in colours, or with <c>[-gone-]</c> and <c>{+new+}</c> where there are none.</summary>
static class DraftDiffText
{
    /// <summary>Words kept beside a change; what is longer and the same is left out.</summary>
    const int WordsAround = 12;

    /// <summary>For a terminal with colours, in Spectre's markup; gone is struck through and new is underlined, so that colour says nothing alone.</summary>
    public static string Coloured(BlockDiff block) => Line(block, Markup.Escape, gone => $"[red strikethrough]{gone}[/]", added => $"[green underline]{added}[/]");

    public static string Plain(BlockDiff block) => Line(block, text => text, gone => $"[-{gone}-]", added => $"{{+{added}+}}");

    static string Line(BlockDiff block, Func<string, string> escape, Func<string, string> gone, Func<string, string> added)
    {
        var line = new StringBuilder();
        for (var i = 0; i < block.Words.Count; i++)
        {
            var text = block.Words[i].Text;
            switch (block.Words[i].Change)
            {
                case Change.Deleted: Mark(text, gone); break;
                case Change.Inserted: Mark(text, added); break;
                default: line.Append(escape(Shortened(text, first: i == 0, last: i == block.Words.Count - 1))); break;
            }
        }
        return line.ToString();

        // The spaces around stay outside the marks, where they part the words.
        void Mark(string text, Func<string, string> mark)
        {
            var words = text.Trim();
            if (words.Length == 0) return;
            var start = text.IndexOf(words[0], StringComparison.Ordinal);
            line.Append(text[..start]).Append(mark(escape(words))).Append(text[(start + words.Length)..]);
        }
    }

    /// <summary>A stretch without changes: its ends, where something changed beside them.</summary>
    static string Shortened(string text, bool first, bool last)
    {
        var words = text.Split(' ');
        var (head, tail) = (first ? 0 : WordsAround, last ? 0 : WordsAround);
        if (words.Length <= head + tail + 1) return text;
        return $"{string.Join(' ', words[..head])}{(head > 0 ? " " : "")}…{(tail > 0 ? " " : "")}{string.Join(' ', words[^tail..])}";
    }
}
