namespace Apa.Indicators;

/// <summary>The place of a value among those of all authorities that have one.</summary>
/// <param name="Rank">1 best; ties share the best place.</param>
/// <param name="Of">How many were ranked.</param>
/// <param name="Quartile">A (best) to D.</param>
public sealed record Standing(int Rank, int Of, string Quartile);

/// <summary>Places among the values of all authorities that have one; sorted once, asked often.</summary>
public sealed class Standings
{
    readonly Aim aim;
    readonly List<decimal> sorted;
    readonly List<decimal> shortfalls;

    /// <param name="aim">Which way is good.</param>
    /// <param name="all">Values of all authorities.</param>
    public Standings(Aim aim, IReadOnlyCollection<decimal> all)
    {
        this.aim = aim;
        sorted = [.. all.Order()];
        shortfalls = [.. all.Select(aim.Shortfall).OfType<decimal>().Order()];
    }

    /// <summary>The middle of them; null where there are none.</summary>
    public decimal? Median => sorted.Count == 0 ? null : Statistics.Quantile(sorted, 0.5m);

    /// <summary>The standing of one of them; null where the polarity or its range is not known, or nobody else has a value.</summary>
    public Standing? Of(decimal own)
    {
        if (sorted.Count < 2 || aim.Shortfall(own) is not { } shortfall) return null;
        var better = shortfalls.BinarySearch(shortfall);
        while (better > 0 && shortfalls[better - 1] == shortfall) better--;
        return new(1 + better, sorted.Count, aim.Polarity is Proto.Polarity.Higher ? Fourth(own, sorted, "DCBA") : Fourth(shortfall, shortfalls, "ABCD"));
    }

    // A boundary belongs to the lower value's side whichever way is good, as in the interactive tool for authorities (LAIT): only
    // the letters turn round. Hence not simply the quartile of the shortfalls.
    static string Fourth(decimal own, List<decimal> sorted, string letters)
    {
        var above = new[] { 0.25m, 0.5m, 0.75m }.Count(share => own > Statistics.Quantile(sorted, share));
        return letters[above].ToString();
    }
}
