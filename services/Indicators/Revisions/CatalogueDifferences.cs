using System.Globalization;
using Apa.Protos.Indicators.V1;

namespace Apa.Indicators;

/// <summary>What differs between two versions apart from the numbers: the sets that are compared with, and the catalogue.</summary>
public static class CatalogueDifferences
{
    public static IEnumerable<Difference> OfSets(DatasetVersion from, DatasetVersion to)
    {
        if (from.StatisticalNeighboursSet != to.StatisticalNeighboursSet)
            yield return new() { Kind = Revision.ComparatorSet, Field = "statistical_neighbours_set", Before = from.StatisticalNeighboursSet ?? "", After = to.StatisticalNeighboursSet ?? "" };
        if (from.ComparatorCouncilsSet != to.ComparatorCouncilsSet)
            yield return new() { Kind = Revision.ComparatorSet, Field = "comparator_councils_set", Before = from.ComparatorCouncilsSet ?? "", After = to.ComparatorCouncilsSet ?? "" };
    }

    /// <summary>By id of the indicator.</summary>
    public static IEnumerable<Difference> OfIndicators(IEnumerable<Indicator> from, IEnumerable<Indicator> to)
    {
        var before = from.ToDictionary(indicator => indicator.Name, StringComparer.Ordinal);
        foreach (var after in to.OrderBy(indicator => indicator.Name, StringComparer.Ordinal))
            if (!before.TryGetValue(after.Name, out var known)) yield return new() { Kind = Revision.Catalogue, Indicator = after.Name, Field = "indicator", After = after.Title };
            else if (!known.Equals(after))
                foreach (var difference in Of(known, after)) yield return difference;
    }

    static IEnumerable<Difference> Of(Indicator before, Indicator after)
    {
        (string Kind, string Field, string Before, string After)[] fields =
        [
            (Revision.Label, "title", before.Title, after.Title),
            (Revision.Definition, "definition", before.Definition, after.Definition),
            (Revision.Definition, "unit", before.Unit, after.Unit),
            (Revision.Definition, "codes", Codes(before), Codes(after)),
            (Revision.Definition, "outcome", $"{before.Outcome} {before.KeyJudgement}", $"{after.Outcome} {after.KeyJudgement}"),
            (Revision.Polarity, "polarity", Aim(before), Aim(after)),
            (SameLimits(before, after) ? Revision.BandColour : Revision.BandsUprated, "bands", Bands(before), Bands(after)),
        ];
        return fields.Where(field => field.Before != field.After)
            .Select(field => new Difference { Kind = field.Kind, Indicator = after.Name, Field = field.Field, Before = field.Before, After = field.After });
    }

    static string Codes(Indicator indicator) => string.Join(", ", [indicator.Code, .. indicator.AlternativeCodes, .. indicator.Codes.Select(code => $"{code.Scheme} {code.Value} {code.ValidFrom}..{code.ValidTo}")]);

    static string Aim(Indicator indicator) => indicator.Polarity is Polarity.Range
        ? $"range {indicator.RangeLow}..{indicator.RangeHigh}"
        : indicator.Polarity.ToString().ToLowerInvariant();

    /// <summary>Whether the limits are the same, so that only the numbers of the bands differ.</summary>
    static bool SameLimits(Indicator before, Indicator after) => Limits(before).SequenceEqual(Limits(after));

    static IEnumerable<string> Limits(Indicator indicator) => indicator.Bands.Select(Limits).Order(StringComparer.Ordinal);

    static string Limits(Proto.Band band) => $"{band.Low}<{band.High}";

    static string Bands(Indicator indicator) => string.Join("; ", indicator.Bands
        .OrderBy(band => Decimals.Read(band.Low) ?? decimal.MinValue).Select(band => string.Create(CultureInfo.InvariantCulture, $"{Limits(band)} is {band.Band_}")));
}
