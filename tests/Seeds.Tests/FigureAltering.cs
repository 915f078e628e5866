using System.Globalization;
using System.Text.RegularExpressions;

namespace Apa.Seeds.Tests;

/// <summary>Writes another value in the same form: 5.5% → 6.1%, six → nine, 1 in 5 → 1 in 8, £3.2m → £5.9m, April 2007 → June 2007.</summary>
static partial class FigureAltering
{
    static readonly string[] Words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "thirteen", "fifteen", "seventeen", "eighteen", "nineteen"];
    static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static string Other(string figure, Random random)
    {
        if (Months.FirstOrDefault(month => figure.Contains(month, StringComparison.Ordinal)) is { } month)
            return figure.Replace(month, Months[(Array.IndexOf(Months, month) + random.Next(1, 12)) % 12], StringComparison.Ordinal);
        if (Last().Match(figure) is { Success: true } number)
            return figure[..number.Index] + Number(number.Value, random) + figure[(number.Index + number.Length)..];
        var word = Words.Append("one").First(word => figure.Contains(word, StringComparison.OrdinalIgnoreCase) && figure.Split(' ')[0].Equals(word, StringComparison.OrdinalIgnoreCase));
        string other;
        do other = Words[random.Next(Words.Length)];
        while (other == word);
        return other + figure[word.Length..];
    }

    /// <summary>Another number with as many digits after the point, of like size.</summary>
    static string Number(string number, Random random)
    {
        var digits = number.Contains('.') ? number.Length - number.IndexOf('.') - 1 : 0;
        var step = digits > 0 ? 0.1m : 1;
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        if (value is > 1900 and < 2100) return $"{value + random.Next(1, 9)}";
        decimal other;
        do other = Math.Max(step, value + step * random.Next(-9, 10));
        while (other == value || other == 0);
        return other.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\d+(\.\d+)?(?!.*\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Last();
}
