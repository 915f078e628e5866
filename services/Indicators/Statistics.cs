namespace Apa.Indicators;

/// <summary>Exact decimal arithmetic over the values of several places; none takes an empty list.</summary>
public static class Statistics
{
    /// <summary>Quantile by linear interpolation, type 7 of Hyndman and Fan (1996), the default of R.</summary>
    /// <param name="sorted">Values, ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static decimal Quantile(IReadOnlyList<decimal> sorted, decimal share)
    {
        var place = (sorted.Count - 1) * share;
        var below = (int)decimal.Floor(place);
        return below + 1 < sorted.Count ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>The plain mean.</summary>
    public static decimal Mean(IReadOnlyCollection<decimal> values) => values.Sum() / values.Count;

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static decimal Median(IEnumerable<decimal> values) => Quantile([.. values.Order()], 0.5m);
}
