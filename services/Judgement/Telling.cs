using System.Text.RegularExpressions;

namespace Apa.Judgements;

/// <summary>What two texts have in common, by their words alone. Pure; it knows of no subject, only that long words carry the meaning.</summary>
public static partial class Telling
{
    const int LongWord = 5;
    const int StemLength = 6;
    const int PhraseWords = 3;
    const int PhraseLetters = 18;
    const int PhraseWordLetters = 4;

    static readonly HashSet<string> Empty =
    [
        "about", "above", "after", "again", "among", "because", "before", "being", "below", "between", "could", "every", "first", "further", "however", "other", "since",
        "should", "their", "there", "these", "those", "through", "under", "where", "whether", "which", "while", "whose", "with", "within", "without", "would", "still", "children", "people", "pupils", "young",
    ];

    /// <summary>A long word that two short texts share, whatever its ending; null where they share none.</summary>
    public static string? Shared(string first, string second)
    {
        var stems = Words(second).Where(IsTelling).Select(Stem).ToHashSet();
        return Words(first).FirstOrDefault(word => IsTelling(word) && stems.Contains(Stem(word)));
    }

    /// <summary>Every run of so many words.</summary>
    public static IEnumerable<string> Runs(string text, int length)
    {
        var words = Words(text).ToList();
        return Enumerable.Range(0, Math.Max(0, words.Count - length + 1)).Select(at => string.Join(' ', words.Skip(at).Take(length)));
    }

    /// <summary>Phrases that name a thing: three words within one sentence, none of them empty, long in all.</summary>
    public static IEnumerable<string> Phrases(string text) => Sentence().Split(text).SelectMany(sentence => Runs(sentence, PhraseWords))
        .Where(phrase => phrase.Length - PhraseWords + 1 >= PhraseLetters && phrase.Split(' ').All(word => word.Length >= PhraseWordLetters && !Empty.Contains(word)));

    static bool IsTelling(string word) => word.Length >= LongWord && !Empty.Contains(word);

    static string Stem(string word) => word[..Math.Min(word.Length, StemLength)];

    static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex(@"\p{L}[\p{L}'’]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[.;:()!?\n]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();
}
