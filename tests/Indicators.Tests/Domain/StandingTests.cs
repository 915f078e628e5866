namespace Apa.Indicators.Tests.Domain;

public sealed class StandingTests
{
    static readonly Aim Higher = new(Proto.Polarity.Higher);
    static readonly Aim Lower = new(Proto.Polarity.Lower);

    // R: quantile(c(1, 2, 3, 4, 10), c(.25, .5, .75, .9)) and quantile(c(1, 2, 4, 8), c(.25, .5, .75)), type 7.
    [Theory]
    [InlineData("1 2 3 4 10", "0.25", "2")]
    [InlineData("1 2 3 4 10", "0.5", "3")]
    [InlineData("1 2 3 4 10", "0.9", "7.6")]
    [InlineData("1 2 4 8", "0.25", "1.75")]
    [InlineData("1 2 4 8", "0.5", "3")]
    [InlineData("1 2 4 8", "0.75", "5")]
    [InlineData("7", "0.75", "7")]
    [InlineData("7 9", "1", "9")]
    public void Quantiles_are_those_of_type_7(string sorted, string share, string quantile) =>
        Assert.Equal(decimal.Parse(quantile), Statistics.Quantile(Numbers(sorted), decimal.Parse(share)));

    [Theory]
    [InlineData("higher", "10", 1)]
    [InlineData("higher", "4", 2)]
    [InlineData("higher", "1", 4)]
    [InlineData("lower", "1", 1)]
    [InlineData("lower", "4", 2)]
    [InlineData("lower", "10", 4)]
    public void Ties_share_the_best_place(string aim, string own, int rank) =>
        Assert.Equal(rank, new Standings(aim == "higher" ? Higher : Lower, Numbers("1 4 4 10")).Of(decimal.Parse(own))!.Rank);

    // Quartiles of 1 to 5 are 2, 3, 4: each is in the fourth below it, whichever way is good.
    [Theory]
    [InlineData("1", "D", "A")]
    [InlineData("2", "D", "A")]
    [InlineData("3", "C", "B")]
    [InlineData("4", "B", "C")]
    [InlineData("5", "A", "D")]
    public void A_boundary_belongs_to_the_lower_values(string own, string higher, string lower)
    {
        Assert.Equal(higher, new Standings(Higher, Numbers("1 2 3 4 5")).Of(decimal.Parse(own))!.Quartile);
        Assert.Equal(lower, new Standings(Lower, Numbers("1 2 3 4 5")).Of(decimal.Parse(own))!.Quartile);
    }

    [Fact]
    public void A_range_ranks_by_the_distance_to_it()
    {
        var aim = new Aim(Proto.Polarity.Range, 10, 15);
        Assert.Equal(new(1, 4, "A"), new Standings(aim, [12, 10, 8, 20]).Of(12));
        Assert.Equal(1, new Standings(aim, [12, 10, 8, 20]).Of(10)!.Rank);
        Assert.Equal(new(3, 4, "C"), new Standings(aim, [12, 10, 8, 20]).Of(8));
        Assert.Equal(new(4, 4, "D"), new Standings(aim, [12, 10, 8, 20]).Of(20));
    }

    [Fact]
    public void There_is_no_standing_without_polarity_range_or_company()
    {
        Assert.Null(new Standings(new(Proto.Polarity.Unspecified), [1, 2, 3]).Of(1));
        Assert.Null(new Standings(new(Proto.Polarity.Range, null, 3), [1, 2, 3]).Of(1));
        Assert.Null(new Standings(Higher, [1]).Of(1));
    }

    static List<decimal> Numbers(string text) => [.. text.Split(' ').Select(decimal.Parse)];
}
