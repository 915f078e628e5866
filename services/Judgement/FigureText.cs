using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

/// <summary>How a figure reads inside a sentence: 5.5%, £260,000, 6 to 2 months, 1 in 5, 1 April 2007.</summary>
public static class FigureText
{
    const string Pounds = "GBP";

    /// <summary>The figure's value in words; where it has none, its first comparison (in line with comparator councils).</summary>
    public static string Of(Figure figure) =>
        figure.Value is null ? Of(figure.Comparisons[0]) : Of(figure.Value, figure.Unit);

    /// <summary>A value with its unit; words, dates and flags take none.</summary>
    public static string Of(Value value, string unit) => value.ValueCase switch
    {
        Value.ValueOneofCase.Decimal => Measured(value.Decimal, unit),
        Value.ValueOneofCase.Range => Between(value.Range.Low, value.Range.High, unit),
        Value.ValueOneofCase.Change => Between(value.Change.Before, value.Change.After, unit),
        Value.ValueOneofCase.Fraction => $"{Grouped(value.Fraction.Numerator)} in {Grouped(value.Fraction.Denominator)}",
        Value.ValueOneofCase.Date => Date(value.Date),
        Value.ValueOneofCase.Word => value.Word,
        Value.ValueOneofCase.Flag => value.Flag ? "yes" : "no",
        _ => "",
    };

    /// <summary>A decimal of an indicator, rounded (half away from zero) to the digits that the indicator shows.</summary>
    public static string Of(string number, string unit, int decimals) =>
        Measured(Math.Round(Number(number), decimals, MidpointRounding.AwayFromZero).ToString($"F{decimals}", CultureInfo.InvariantCulture), unit);

    /// <summary>A value that holds neither number nor word beside what it is compared with.</summary>
    public static string Of(StatedComparison comparison)
    {
        var with = comparison.Basis switch
        {
            ComparisonBasis.England => "the national average",
            ComparisonBasis.EnglandMedian => "the national median",
            ComparisonBasis.StatisticalNeighbours => "statistical neighbours",
            ComparisonBasis.ComparatorCouncils => "comparator councils",
            ComparisonBasis.Target => "the target",
            _ => "the past",
        };
        return comparison.Relation switch
        {
            "in line" => $"in line with {with}",
            "higher" or "lower" or "better" or "worse" => $"{comparison.Relation} than {with}",
            "above" or "below" or "close to" or "close to or below" => $"{comparison.Relation} {with}",
            _ => comparison.Relation,
        };
    }

    /// <summary>The other figure of a comparison, with what it is of.</summary>
    public static string Of(StatedComparison comparison, string unit) => $"{comparison.Basis switch
    {
        ComparisonBasis.England => "England",
        ComparisonBasis.EnglandMedian => "England's median",
        ComparisonBasis.StatisticalNeighbours => "statistical neighbours",
        ComparisonBasis.ComparatorCouncils => "comparator councils",
        ComparisonBasis.Target => "target",
        _ => "past",
    }} {Measured(comparison.Figure, unit)}";

    static string Measured(string number, string unit) => Affixed(Grouped(number), unit);

    static string Between(string low, string high, string unit) =>
        unit.StartsWith('%') || unit.StartsWith(Pounds)
            ? $"{Affixed(Grouped(low), Sign(unit))} to {Measured(high, unit)}"
            : $"{Grouped(low)} to {Measured(high, unit)}";

    static string Affixed(string number, string unit) => unit switch
    {
        "" or "number" or "ratio" => number,
        _ when unit.StartsWith(Pounds) && number.StartsWith('-') => $"-£{number[1..]}{unit[Pounds.Length..]}",
        _ when unit.StartsWith(Pounds) => $"£{number}{unit[Pounds.Length..]}",
        _ when unit.StartsWith('%') => number + unit,
        _ when unit.StartsWith("rate per ") => $"{number} {unit["rate ".Length..]}",
        _ => $"{number} {unit}",
    };

    static string Sign(string unit) => unit.StartsWith('%') ? "%" : Pounds;

    /// <summary>Digits after the point stay as published, trailing zeros too: 8.0 is not 8.</summary>
    static string Grouped(string number)
    {
        var point = number.IndexOf('.');
        var digits = point < 0 ? 0 : number.Length - point - 1;
        return Number(number).ToString($"N{digits}", CultureInfo.InvariantCulture);
    }

    static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static decimal Number(string number) => decimal.Parse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    static string Date(string date)
    {
        if (DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return DateOnly.TryParseExact(date, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month.ToString("MMMM yyyy", CultureInfo.InvariantCulture)
            : date;
    }
}
