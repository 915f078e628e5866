namespace Apa.Letters.Figures;

/// <summary>The sentences of a text. A line ends one; a full stop does so where a space follows.</summary>
public sealed class Sentences
{
    /// <summary>Of a sentence that never ends, so much is shown.</summary>
    const int Shown = 300;

    readonly string text;
    readonly List<int> starts = [0];

    public Sentences(string text)
    {
        this.text = text;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] is '\n' or '\r' || (text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])));
            if (ends && i + 1 < text.Length) starts.Add(i + 1);
        }
    }

    public int Count => starts.Count;

    public string this[int sentence] => text[starts[sentence]..End(sentence)];

    public int Start(int sentence) => starts[sentence];

    /// <summary>Which sentence a place stands in.</summary>
    public int At(int offset)
    {
        var at = starts.BinarySearch(offset);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>The sentence around a place, cut where it is very long.</summary>
    public string Around(int offset)
    {
        var (from, to) = (starts[At(offset)], End(At(offset)));
        if (to - from > Shown) (from, to) = (Math.Max(from, offset - Shown / 2), Math.Min(to, offset + Shown / 2));
        return text[from..to].Trim();
    }

    int End(int sentence) => sentence + 1 < starts.Count ? starts[sentence + 1] : text.Length;
}
