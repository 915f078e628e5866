namespace Apa.Indicators;

/// <summary>Which way is good for an indicator: the polarity, with the best range where it is RANGE.</summary>
public sealed record Aim(Proto.Polarity Polarity, decimal? Low = null, decimal? High = null)
{
    /// <summary>
    /// How far a value falls short, on a scale of its own where less is better: the distance to the best range, the value itself
    /// where lower is better, its negative where higher is. Null where the polarity or the range is not known.
    /// </summary>
    public decimal? Shortfall(decimal value) => Polarity switch
    {
        Proto.Polarity.Higher => -value,
        Proto.Polarity.Lower => value,
        Proto.Polarity.Range when (Low, High) is ({ } low, { } high) => value < low ? low - value : value > high ? value - high : 0,
        _ => null,
    };

    /// <summary>Whether the change from one value to another was for the better.</summary>
    public Proto.Travel Travel(decimal? before, decimal? after) => (Short(before), Short(after)) switch
    {
        ({ } was, { } now) when now < was => Proto.Travel.Improved,
        ({ } was, { } now) when now > was => Proto.Travel.Worsened,
        ({ }, { }) => Proto.Travel.Unchanged,
        _ => Proto.Travel.Unspecified,
    };

    decimal? Short(decimal? value) => value is { } known ? Shortfall(known) : null;
}
