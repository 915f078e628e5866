using System.Globalization;
using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>The rules that one indicator's values are looked at by, row by row; jumps need the year before and come later.</summary>
sealed class ValueRules
{
    readonly List<(string Id, decimal? Low, decimal? High)> ranges = [];
    readonly List<(string Id, decimal Factor, decimal Tolerance)> ratios = [];

    public ValueRules(string id, string unit, ValidationRules rules)
    {
        foreach (var rule in rules.Rules.Where(rule => About(rule, id, unit)))
            if (rule.TestCase is ValidationRule.TestOneofCase.Range) ranges.Add((rule.Id, Decimals.Read(rule.Range.Low), Decimals.Read(rule.Range.High)));
            else if (rule.TestCase is ValidationRule.TestOneofCase.Ratio) ratios.Add((rule.Id, Decimals.Read(rule.Ratio.Factor)!.Value, Decimals.Read(rule.Ratio.Tolerance)!.Value));
    }

    /// <summary>Whether a rule is about an indicator.</summary>
    public static bool About(ValidationRule rule, string id, string unit) =>
        (rule.Indicators.Count == 0 || rule.Indicators.Contains(Resource.Indicator(id))) && (rule.Unit.Length == 0 || rule.Unit == unit);

    /// <summary>What is doubtful about a value, with the rule that says so.</summary>
    public IEnumerable<(string Rule, string Why)> Doubts(decimal value, decimal? numerator, decimal? denominator)
    {
        foreach (var (id, low, high) in ranges)
            if (value < low) yield return (id, $"is below {Text(low)}");
            else if (value > high) yield return (id, $"is above {Text(high)}");
        if (numerator is not { } over || denominator is not { } under || under == 0) yield break;
        foreach (var (id, factor, tolerance) in ratios)
            if (Math.Abs(over / under * factor - value) > tolerance)
                yield return (id, $"{Text(over)} of {Text(under)} gives {Text(Math.Round(over / under * factor, 3))}");
    }

    static string Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
