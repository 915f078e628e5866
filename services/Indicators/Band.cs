namespace Apa.Indicators;

/// <summary>One band of an indicator; most indicators have none that is known.</summary>
/// <param name="Number">1 worst to 5 best.</param>
/// <param name="Low">Lower end, inclusive; null: open.</param>
/// <param name="High">Upper end, exclusive but for the topmost band; null: open.</param>
public sealed record Band(int Number, decimal? Low, decimal? High)
{
    /// <summary>Place of the band that a value is in, -1 where it is in none. Two-sided scales list a number twice.</summary>
    public static int Find(IReadOnlyList<Band> bands, decimal value)
    {
        var top = bands.Any(band => band.High is null) ? null : bands.Max(band => band.High);
        for (var i = 0; i < bands.Count; i++)
        {
            var (_, low, high) = bands[i];
            if ((low is null || value >= low) && (high is null || value < high || (value == high && high == top))) return i;
        }
        return -1;
    }

    /// <summary>Whether two bands claim the same value.</summary>
    public bool Overlaps(Band other) => (Low ?? decimal.MinValue) < (other.High ?? decimal.MaxValue) && (other.Low ?? decimal.MinValue) < (High ?? decimal.MaxValue);
}
