namespace Apa.Indicators;

/// <summary>How a value stands to another one.</summary>
public static class Lights
{
    /// <summary>
    /// Share of the figure compared with, up to which a difference counts as none. Our own choice and unverified: what the lights
    /// of 2006 allowed was not found. At 0.02 the rounding of a rate near 5 to one decimal makes no difference, and 93 % of
    /// reviews on time against 97 % does.
    /// </summary>
    public const decimal Tolerance = 0.02m;

    /// <summary>The light. Where a value, the comparison or the polarity is missing it is NOT_AVAILABLE, never "in line".</summary>
    public static Proto.Light Of(Aim aim, decimal? own, decimal? other)
    {
        if (own is not { } value || other is not { } figure) return Proto.Light.NotAvailable;
        if (aim.Shortfall(value) is not { } here || aim.Shortfall(figure) is not { } there) return Proto.Light.NotAvailable;
        var within = Tolerance * Math.Abs(figure);
        return (here - there) switch
        {
            var worse when worse > within => Proto.Light.Worse,
            var better when better < -within => Proto.Light.Better,
            _ => Proto.Light.InLine,
        };
    }
}
