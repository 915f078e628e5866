using Apa.Shared;

namespace Apa.Indicators.Tests.Domain;

public sealed class SmallNumbersTests
{
    static readonly SmallNumbers Rule = new(5, 10);

    [Theory]
    [InlineData("5", "100", Proto.SmallNumber.Small)]
    [InlineData("6", "10", Proto.SmallNumber.Small)]
    [InlineData("6", "11", Proto.SmallNumber.Passed)]
    [InlineData("0", "100", Proto.SmallNumber.Small)]
    [InlineData("3", null, Proto.SmallNumber.Small)]
    [InlineData(null, "9", Proto.SmallNumber.Small)]
    [InlineData("6", null, Proto.SmallNumber.NotTested)]
    [InlineData(null, "11", Proto.SmallNumber.NotTested)]
    [InlineData(null, null, Proto.SmallNumber.NotTested)]
    public void A_small_count_is_enough_and_an_unknown_one_is_not_tested(string? numerator, string? denominator, Proto.SmallNumber expected) =>
        Assert.Equal(expected, SmallNumbers.Test(Rule, countsChildren: true, Number(numerator), Number(denominator)));

    [Fact]
    public void Without_a_rule_or_children_nothing_is_tested()
    {
        Assert.Equal(Proto.SmallNumber.Unspecified, SmallNumbers.Test(null, countsChildren: true, 1, 1));
        Assert.Equal(Proto.SmallNumber.Unspecified, SmallNumbers.Test(Rule, countsChildren: false, 1, 1));
    }

    static decimal? Number(string? text) => text is null ? null : decimal.Parse(text);
}
