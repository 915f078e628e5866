using System.Globalization;
using System.Text.RegularExpressions;

namespace Apa.Letters.Figures;

/// <summary>What a numeral counts in. A bare number counts anything.</summary>
public enum Measure
{
    Count,
    Percent,
    Money,
    Fraction,
    Date,
    Years,
    Terms,
    Months,
    Weeks,
    Days,
    Hours,
}

/// <summary>A numeral as it stands in a text: in digits, in words, as a fraction, or as a date.</summary>
/// <param name="Text">As written, with its unit.</param>
/// <param name="Offset">First character, a UTF-16 index.</param>
/// <param name="Values">Its value; both of a fraction; year, then month or season, then day of a date; both years of a span.</param>
/// <param name="Measure">What it counts in.</param>
public sealed record Written(string Text, int Offset, IReadOnlyList<decimal> Values, Measure Measure)
{
    public int End => Offset + Text.Length;

    /// <summary>Whether two numerals give the same value: 1 in 5 is also 20 %, and a bare 8.3 is also 8.3 months.</summary>
    public bool IsSameAs(Written other) =>
        Values.SequenceEqual(other.Values) ? Comparable(other) : (Share(this) is { } mine && Share(other) is { } theirs && mine == theirs);

    /// <summary>Whether two numerals could speak of the same thing.</summary>
    public bool Comparable(Written other) => Measure == other.Measure
        || (Measure is Measure.Count && other.Measure is not (Measure.Date or Measure.Fraction))
        || (other.Measure is Measure.Count && Measure is not (Measure.Date or Measure.Fraction));

    static decimal? Share(Written written) => written.Measure switch
    {
        Measure.Fraction when written.Values[1] != 0 => written.Values[0] / written.Values[1] * 100,
        Measure.Percent => written.Values[0],
        _ => null,
    };
}

/// <summary>Finds the numerals of an English text: 5.5%, £3.2m, 1 in 5, six months, eighteen, two-thirds, September 2005. In time that grows with the text alone.</summary>
public static class Numerals
{
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Numbers of more digits than any figure of a case has are read as far as this.</summary>
    const int MostDigits = 18;

    /// <summary>Tells the second year of a span from a month.</summary>
    const int SpanTo = 100;

    const string Months = "January|February|March|April|May|June|July|August|September|October|November|December";
    const string Seasons = "spring|summer|autumn|winter";
    const string Unit = "one|two|three|four|five|six|seven|eight|nine";
    const string Ten = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    const string Word = $"(({Ten})([ -]({Unit}))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|zero|{Unit})";
    const string Digits = @"[0-9]+(,[0-9][0-9][0-9])*(\.[0-9]+)?";
    const string Times = "[ -]?(years?|terms?|months?|weeks?|days?|hours?)";

    static readonly Dictionary<string, decimal> Words = new(
        [
            .. "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".Split(' ').Select((word, n) => KeyValuePair.Create(word, (decimal)n)),
            .. Ten.Split('|').Select((word, n) => KeyValuePair.Create(word, 10m * (n + 2))),
            .. "double doubled doubling twofold twice".Split(' ').Select(word => KeyValuePair.Create(word, 2m)),
            .. "treble trebled trebling threefold".Split(' ').Select(word => KeyValuePair.Create(word, 3m)),
            KeyValuePair.Create("hundred", 100m),
        ],
        StringComparer.OrdinalIgnoreCase);

    static readonly Regex Numeral = new($"""
        (?<date>\b(([0-9]{"{1,2}"}\s+)?({Months})|({Seasons})(\s+term)?)\s+(19|20)[0-9][0-9]\b|\b(19|20)[0-9][0-9](\s?[-/–]\s?([0-9][0-9][0-9][0-9]|[0-9][0-9]))?\b)
        |(?<fraction>\b({Digits}|{Word})\s+(in|out\s+of)\s+(every\s+)?({Digits}|{Word})\b)
        |(?<share>\b(one|two|three|four|a)[ -](half|halves|thirds?|quarters?|fifths?|tenths?)\b)
        |(?<money>£\s?{Digits}(\s?(k|m|bn|thousand|million|billion)\b)?)
        |(?<digits>-?{Digits}(\s?%|\s+per\s?cent\b|{Times}\b|(k|m)\b)?)
        |(?<word>\b({Word}|hundred|treble[d]?|trebling|threefold|doubled?|doubling|twofold|twice|half)\b(\s+per\s?cent\b|{Times}\b)?)
        """, Options | RegexOptions.IgnorePatternWhitespace);

    static readonly Regex Part = new($@"{Digits}|\b({Word}|hundred|treble[d]?|trebling|threefold|doubled?|doubling|twofold|twice)\b", Options);

    /// <summary>The numerals of a text in their order. The first of a range (8.3 to 6.3 months) counts in what the second does.</summary>
    public static IReadOnlyList<Written> In(string text)
    {
        List<Written> found = [.. Numeral.Matches(text).Where(match => Stands(text, match)).Select(match => Read(match, text))];
        for (var i = found.Count - 2; i >= 0; i--)
            if (found[i].Measure == Measure.Count && found[i + 1].Measure is not (Measure.Date or Measure.Fraction) && text[found[i].End..found[i + 1].Offset].Trim() is "to" or "and" or "or" or "-" or "–")
                found[i] = found[i] with { Measure = found[i + 1].Measure };
        return found;
    }

    /// <summary>Whether a match is a number of its own, and no part of a word, a code or a longer number.</summary>
    static bool Stands(string text, Match match)
    {
        if (match.Groups["word"].Success || match.Groups["share"].Success || match.Groups["fraction"].Success) return true;
        if (IsDashed(text, match)) return true;
        var (before, end) = (match.Index > 0 ? text[match.Index - 1] : ' ', match.Index + match.Length);
        var after = end < text.Length ? text[end] : ' ';
        var following = end + 1 < text.Length ? text[end + 1] : ' ';
        if (char.IsLetterOrDigit(before) || before is '_' or '/' or '.' || char.IsLetterOrDigit(after) || after is '_') return false;
        return !(after is '/' or '.' or ',' && char.IsDigit(following));
    }

    /// <summary>The dash of 4-8 is no sign.</summary>
    static bool IsDashed(string text, Match match) => match.Value[0] == '-' && match.Index > 0 && char.IsDigit(text[match.Index - 1]);

    static Written Read(Match match, string whole)
    {
        var skipped = IsDashed(whole, match) ? 1 : 0;
        var text = match.Value[skipped..];
        Written Of(Measure measure, params decimal[] values) => new(text, match.Index + skipped, values, measure);
        if (match.Groups["date"].Success) return Of(Measure.Date, Date(text));
        if (match.Groups["share"].Success)
        {
            var parts = text.Split(' ', '-');
            return Of(Measure.Fraction, parts[0].Equals("a", StringComparison.OrdinalIgnoreCase) ? 1 : Words[parts[0]], PartOf(parts[1]));
        }
        if (match.Groups["fraction"].Success) return Of(Measure.Fraction, [.. Part.Matches(text).Select(part => Value(part.Value)).Take(2)]);
        if (text.StartsWith("half", StringComparison.OrdinalIgnoreCase)) return Of(Measure.Fraction, 1, 2);
        var number = Part.Match(text).Value;
        var unit = text[(text.IndexOf(number, StringComparison.Ordinal) + number.Length)..].Trim(' ', '-').ToLowerInvariant();
        return Of(match.Groups["money"].Success ? Measure.Money : MeasureOf(unit), Value(number) * Scale(unit) * (text[0] == '-' ? -1 : 1));
    }

    static decimal PartOf(string named) => named.TrimEnd('s').ToLowerInvariant() switch
    {
        "half" or "halve" => 2,
        "third" => 3,
        "quarter" => 4,
        "fifth" => 5,
        _ => 10,
    };

    static Measure MeasureOf(string unit) => unit switch
    {
        "%" => Measure.Percent,
        _ when unit.StartsWith("per", StringComparison.Ordinal) => Measure.Percent,
        _ when unit.StartsWith("year", StringComparison.Ordinal) => Measure.Years,
        _ when unit.StartsWith("term", StringComparison.Ordinal) => Measure.Terms,
        _ when unit.StartsWith("month", StringComparison.Ordinal) => Measure.Months,
        _ when unit.StartsWith("week", StringComparison.Ordinal) => Measure.Weeks,
        _ when unit.StartsWith("day", StringComparison.Ordinal) => Measure.Days,
        _ when unit.StartsWith("hour", StringComparison.Ordinal) => Measure.Hours,
        _ => Measure.Count,
    };

    static decimal Scale(string unit) => unit switch
    {
        "k" or "thousand" => 1_000,
        "m" or "million" => 1_000_000,
        "bn" or "billion" => 1_000_000_000,
        _ => 1,
    };

    static decimal Value(string text)
    {
        if (!char.IsAsciiDigit(text[0])) return text.Split((char[])[' ', '-'], StringSplitOptions.RemoveEmptyEntries).Sum(word => Words.GetValueOrDefault(word));
        var digits = text.Replace(",", "");
        return decimal.Parse(digits.Length > MostDigits ? digits[..MostDigits].TrimEnd('.') : digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    /// <summary>Year, then month (1 to 12) or season (13 to 16), then day; both years of a span.</summary>
    static decimal[] Date(string text)
    {
        if (char.IsDigit(text[0]) && text.Split((char[])['-', '/', '–'], StringSplitOptions.TrimEntries) is [var from, var to])
            return [decimal.Parse(from), SpanTo + decimal.Parse(to) % 100];
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var year = decimal.Parse(parts[^1]);
        if (parts.Length == 1) return [year];
        var named = $"{Months}|{Seasons}".Split('|');
        var name = Array.FindIndex(named, one => parts.Contains(one, StringComparer.OrdinalIgnoreCase)) + 1;
        return char.IsDigit(text[0]) ? [year, name, decimal.Parse(parts[0])] : [year, name];
    }
}
