using System.Globalization;
using System.Text;

namespace Apa.Letters.Rendering;

/// <summary>How wide text stands in a terminal: a Chinese character takes two columns, a combining mark none.</summary>
static class TextWidth
{
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    /// <summary>The text with spaces to a width.</summary>
    public static string Padded(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>Parts of at most a width, cut between what a reader sees as characters.</summary>
    public static IEnumerable<string> Parts(string word, int width)
    {
        if (Of(word) <= width)
        {
            yield return word;
            yield break;
        }
        var (from, taken, at) = (0, 0, 0);
        while (at < word.Length)
        {
            var length = StringInfo.GetNextTextElementLength(word, at);
            var wide = Of(word.Substring(at, length));
            if (taken + wide > width && at > from)
            {
                yield return word[from..at];
                (from, taken) = (at, 0);
            }
            taken += wide;
            at += length;
        }
        yield return word[from..];
    }

    static int Of(Rune rune)
    {
        if (rune.Value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return IsWide(rune.Value) ? 2 : 1;
    }

    /// <summary>East Asian wide and full-width characters, by block (Unicode Standard Annex 11).</summary>
    static bool IsWide(int c) => c is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0xA4CF or >= 0xA960 and <= 0xA97F
        or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF01 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
        or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD;
}
