using System.Text;

namespace Apa.Letters.Rendering;

/// <summary>A stretch of text that is written in one direction.</summary>
readonly record struct Stretch(string Text, bool RightToLeft);

/// <summary>
/// Tells text that is written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko …) from the rest, so that a name in such a
/// script does not turn round what stands beside it.
/// </summary>
static class Direction
{
    /// <summary>The stretches of a text in order; spaces and signs between two words of one direction belong to them.</summary>
    public static IEnumerable<Stretch> Stretches(string text)
    {
        // Most letters hold none at all.
        if (!text.AsSpan().ContainsAnyInRange('\u0590', '\uFEFC') || !text.EnumerateRunes().Any(IsRightToLeft)) return [new(text, false)];
        return Split(text);
    }

    static List<Stretch> Split(string text)
    {
        var stretches = new List<Stretch>();
        var (from, end, rightToLeft, at) = (0, 0, false, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRightToLeft(rune))
            {
                if (!rightToLeft && at > from) stretches.Add(new(text[from..at], false));
                if (!rightToLeft) (from, rightToLeft) = (at, true);
                end = at + rune.Utf16SequenceLength;
            }
            else if (rightToLeft && (Rune.IsLetterOrDigit(rune)))
            {
                stretches.Add(new(text[from..end], true));
                (from, rightToLeft) = (end, false);
            }
            at += rune.Utf16SequenceLength;
        }
        if (!rightToLeft) end = from;
        else stretches.Add(new(text[from..end], true));
        if (end < text.Length) stretches.Add(new(text[end..], false));
        return stretches;
    }

    /// <summary>By the blocks that Unicode keeps for scripts of this direction.</summary>
    static bool IsRightToLeft(Rune rune) => rune.Value is >= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;
}
