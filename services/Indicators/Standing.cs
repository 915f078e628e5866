namespace Apa.Indicators;

/// <summary>The place of a value among those of all authorities that have one.</summary>
/// <param name="Rank">1 best; ties share the best place.</param>
/// <param name="Of">How many were ranked.</param>
/// <param name="Quartile">A (best) to D.</param>
public sealed record Standing(int Rank, int Of, string Quartile)
{
    /// <summary>The standing; null where the polarity or its range is not known, or nobody else has a value.</summary>
    /// <param name="aim">Which way is good.</param>
    /// <param name="own">The value.</param>
    /// <param name="all">Values of all authorities, the own one among them.</param>
    public static Standing? Among(Aim aim, decimal own, IReadOnlyList<decimal> all)
    {
        if (all.Count < 2 || aim.Shortfall(own) is not { } shortfall) return null;
        var shortfalls = all.Select(value => aim.Shortfall(value)!.Value).ToList();
        return new(1 + shortfalls.Count(other => other < shortfall), all.Count,
            aim.Polarity is Proto.Polarity.Higher ? Fourth(own, all, "DCBA") : Fourth(shortfall, shortfalls, "ABCD"));
    }

    // A boundary belongs to the lower value's side whichever way is good, as in the interactive tool for authorities (LAIT): only
    // the letters turn round. Hence not simply the quartile of the shortfalls.
    static string Fourth(decimal own, IReadOnlyList<decimal> all, string letters)
    {
        List<decimal> sorted = [.. all.Order()];
        var above = new[] { 0.25m, 0.5m, 0.75m }.Count(share => own > Statistics.Quantile(sorted, share));
        return letters[above].ToString();
    }
}
