using System.Globalization;
using System.Text.RegularExpressions;

namespace Apa.Letters.Figures;

/// <summary>What a numeral counts in: money, a share, a date, or anything else.</summary>
public enum Measure
{
    Count,
    Percent,
    Money,
    Date,
}

/// <summary>A numeral as it stands in a text: in digits, in words, or as a fraction.</summary>
/// <param name="Text">As written.</param>
/// <param name="Offset">First character.</param>
/// <param name="Values">Its values: one, or both of a fraction. A date has none.</param>
/// <param name="Measure">What it counts in.</param>
public sealed record Written(string Text, int Offset, IReadOnlyList<decimal> Values, Measure Measure)
{
    public int End => Offset + Text.Length;
}

/// <summary>Finds the numerals of an English text: 5.5%, £3.2m, 1 in 5, six, eighteen, two-thirds, September 2005.</summary>
public static partial class Numerals
{
    static readonly Dictionary<string, decimal> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90, ["hundred"] = 100,
        ["treble"] = 3, ["trebled"] = 3, ["threefold"] = 3, ["double"] = 2, ["doubled"] = 2, ["twofold"] = 2, ["twice"] = 2, ["half"] = 0.5m,
    };

    const string Unit = "one|two|three|four|five|six|seven|eight|nine";
    const string Ten = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    const string Word = $"(({Ten})([ -]({Unit}))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|zero|{Unit})";

    [GeneratedRegex($"""
        (?<date>\b((\d{"{1,2}"}\s+)?(January|February|March|April|May|June|July|August|September|October|November|December)|spring|summer|autumn|winter)(\s+term)?\s+(19|20)\d\d\b(\s*[-/–]\s*(\d{"{4}"}|\d\d)\b)?|\b(?<![£\d.,])(19|20)\d\d(\s*[-/–]\s*(\d{"{4}"}|\d\d))?\b(?!\s*%|[.,]\d))
        | (?<fraction>\b(\d+|{Word})\s+(in|out\s+of)\s+(every\s+)?(\d+|{Word})\b)
        | (?<share>\b(one|two|three|a)[ -](half|halves|thirds?|quarters?|fifths?|tenths?)\b)
        | (?<money>£\s?\d+(,\d\d\d)*(\.\d+)?\s?(k|m|bn|thousand|million|billion)?\b)
        | (?<digits>(?<![\w/.])-?\d+(,\d\d\d)*(\.\d+)?(\s?%|\s+per\s?cent\b|(k|m)\b)?(?![\w/]))
        | (?<word>\b({Word}|hundred|treble[d]?|threefold|doubled?|twofold|twice|half)\b(\s+per\s?cent\b)?)
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Numeral();

    [GeneratedRegex($@"\d[\d,]*(\.\d+)?|\b({Word})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    /// <summary>The numerals of a text in their order.</summary>
    public static IEnumerable<Written> In(string text) => Numeral().Matches(text).Select(Read);

    static Written Read(Match match)
    {
        var text = match.Value;
        if (match.Groups["date"].Success) return new(text, match.Index, [], Measure.Date);
        var percent = text.Contains('%') || text.Contains("cent", StringComparison.OrdinalIgnoreCase);
        if (match.Groups["share"].Success) return new(text, match.Index, [Share(text)], Measure.Count);
        if (match.Groups["fraction"].Success) return new(text, match.Index, [.. Part().Matches(text).Select(part => Value(part.Value))], Measure.Count);
        if (match.Groups["word"].Success) return new(text, match.Index, [Value(text.Split((char[]?)null)[0])], percent ? Measure.Percent : Measure.Count);
        var number = Value(Part().Match(text).Value) * Scale(text) * (text.StartsWith('-') ? -1 : 1);
        return new(text, match.Index, [number], match.Groups["money"].Success ? Measure.Money : percent ? Measure.Percent : Measure.Count);
    }

    static decimal Scale(string text) => text.TrimEnd().ToLowerInvariant() switch
    {
        var money when money.EndsWith('k') || money.EndsWith("thousand", StringComparison.Ordinal) => 1_000,
        var money when money.EndsWith("bn", StringComparison.Ordinal) || money.EndsWith("billion", StringComparison.Ordinal) => 1_000_000_000,
        var money when money.EndsWith('m') || money.EndsWith("million", StringComparison.Ordinal) => 1_000_000,
        _ => 1,
    };

    static decimal Value(string text)
    {
        if (char.IsDigit(text[0])) return decimal.TryParse(text.Replace(",", ""), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : decimal.MaxValue;
        return text.Split(' ', '-').Sum(word => Words.GetValueOrDefault(word));
    }

    static decimal Share(string text)
    {
        var parts = text.Split(' ', '-');
        var of = parts[1].ToLowerInvariant() switch
        {
            var half when half.StartsWith("hal", StringComparison.Ordinal) => 2m,
            var third when third.StartsWith("third", StringComparison.Ordinal) => 3,
            var quarter when quarter.StartsWith("quarter", StringComparison.Ordinal) => 4,
            var fifth when fifth.StartsWith("fifth", StringComparison.Ordinal) => 5,
            _ => 10,
        };
        return (parts[0].Equals("a", StringComparison.OrdinalIgnoreCase) ? 1 : Words[parts[0]]) / of;
    }
}
