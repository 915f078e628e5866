using System.Text.RegularExpressions;

namespace Apa.Letters.Figures;

/// <summary>The words of a text that tell what it is about, by their stems: <c>waiting</c> and <c>waits</c> are one.</summary>
public static class Terms
{
    /// <summary>Letters of a stem that are compared.</summary>
    const int Longest = 6;

    static readonly Regex Word = new(@"\p{L}[\p{L}\p{N}’'/-]*", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    static readonly string[] Endings = ["ings", "ing", "ers", "ed", "es", "er", "s", "e"];

    /// <summary>The terms of a text, each once. A code such as CF/C20 is a term as a whole and by its parts.</summary>
    public static HashSet<string> In(string text, IReadOnlySet<string> common)
    {
        var terms = new HashSet<string>();
        foreach (Match match in Word.Matches(text))
        {
            var parts = match.Value.Split((char[])['/', '-', '’', '\''], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1) terms.Add(Code(match.Value));
            foreach (var part in parts)
                if (Stem(part, common) is { Length: > 0 } stem) terms.Add(stem);
        }
        return terms;
    }

    /// <summary>A code as it is compared: CF-C20 is CF/C20.</summary>
    public static string Code(string written) => written.ToUpperInvariant().Replace('-', '/');

    /// <summary>Acronyms stay as they are, without the s of their plural; short and common words tell nothing.</summary>
    static string Stem(string word, IReadOnlySet<string> common)
    {
        var acronym = word.EndsWith('s') ? word[..^1] : word.Length > 3 && word.EndsWith('S') && word.All(char.IsUpper) ? word[..^1] : word;
        if (acronym.Length >= 2 && acronym.All(c => char.IsUpper(c) || char.IsDigit(c))) return acronym;
        var lower = word.ToLowerInvariant();
        if (lower.Length < 4 || common.Contains(lower)) return "";
        var ending = Array.Find(Endings, end => lower.EndsWith(end, StringComparison.Ordinal) && lower.Length - end.Length >= 3);
        var stem = ending is null ? lower : lower[..^ending.Length];
        return stem.Length > Longest ? stem[..Longest] : stem;
    }
}
