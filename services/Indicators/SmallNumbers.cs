namespace Apa.Indicators;

/// <summary>
/// Primary suppression: where few children are counted a value could tell of one. The rule is data of the dataset; it tests only
/// indicators that count children.
/// </summary>
/// <param name="NumeratorAtMost">A numerator up to this is small.</param>
/// <param name="DenominatorAtMost">A denominator up to this is small.</param>
public sealed record SmallNumbers(int NumeratorAtMost, int DenominatorAtMost)
{
    /// <summary>What the test says. One known small count is enough; with no denominator known, what is not small is not tested.</summary>
    public static Proto.SmallNumber Test(SmallNumbers? rule, bool countsChildren, decimal? numerator, decimal? denominator)
    {
        if (rule is null || !countsChildren) return Proto.SmallNumber.Unspecified;
        if (numerator <= rule.NumeratorAtMost || denominator <= rule.DenominatorAtMost) return Proto.SmallNumber.Small;
        return numerator is null || denominator is null ? Proto.SmallNumber.NotTested : Proto.SmallNumber.Passed;
    }
}
