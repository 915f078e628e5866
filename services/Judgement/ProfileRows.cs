using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;

namespace Apa.Judgements;

/// <summary>What a profile's row can be compared with.</summary>
public static class ProfileRows
{
    /// <summary>Whether the row holds a comparison on that basis; no row, no figure and not available all mean no.</summary>
    public static bool Compares(ProfileRow? row, ComparisonBasis basis) => row is not null && basis switch
    {
        ComparisonBasis.England => Available(row.England),
        ComparisonBasis.EnglandMedian => Available(row.EnglandMedian),
        ComparisonBasis.StatisticalNeighbours => Available(row.StatisticalNeighbours),
        ComparisonBasis.ComparatorCouncils => Available(row.ComparatorCouncils),
        ComparisonBasis.Past => row.Change.Length > 0,
        ComparisonBasis.Target => row.Values.LastOrDefault() is { Target.Length: > 0 },
        _ => false,
    };

    static bool Available(ComparisonFigure? figure) => figure is { Value.Length: > 0, Light: not Light.NotAvailable };
}
