using System.Text.RegularExpressions;

namespace Apa.Judgements;

/// <summary>
/// Numerals in a narrative that stand there as figures and are bound to no reference. Numbers that only name
/// something are left alone: years, dates, ages, stages, tiers, sections and the like.
/// </summary>
public static partial class Numerals
{
    /// <summary>The loose figures of a text, each once, in their order.</summary>
    public static IReadOnlyList<string> Loose(string markdown) =>
        [.. Figure().Matches(Names().Replace(Citations.Without(markdown), " ")).Select(match => match.Value).Distinct()];

    [GeneratedRegex("""
        \b\d{1,2}\s+(January|February|March|April|May|June|July|August|September|October|November|December)\b
        | (?<![£\d.,])\b(19|20)\d\d([/–-](\d{4}|\d{2}))?\b(?!%|[.,]\d)
        | \b(key\ stage|stage|section|tier|phase|part|level|year|grade|type|band|band\ [a-z]|post|ks|age|aged|under|over)[\s-]*\d{1,2}(\s*(to|and|[/–-])\s*\d{1,2})?s?\b(?!%|[.,]\d)
        | \b\d{1,2}\s*(to|[/–-])\s*\d{1,2}(\s*-?\s*year)?s?\b(?!%|[.,]\d)
        | \b\d{1,2}[\s-]*year[\s-]*olds?\b
        | \b\d+(st|nd|rd|th)\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<![\w/])£?\d+([.,]\d+)*(%|[km]\b| in \d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figure();
}
