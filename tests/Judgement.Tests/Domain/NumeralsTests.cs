namespace Apa.Judgements.Tests.Domain;

public sealed class NumeralsTests
{
    [Theory]
    [InlineData("Waits fell to 2 months.", "2")]
    [InlineData("It costs £260,000, or £3.2m in all.", "£260,000|£3.2m")]
    [InlineData("Only 5.5% against 8.3%, and again 5.5%.", "5.5%|8.3%")]
    [InlineData("Some 1 in 5 are too heavy.", "1 in 5")]
    [InlineData("Of 2006% nobody spoke.", "2006%")]
    public void A_numeral_that_stands_as_a_figure_is_loose(string text, string loose) =>
        Assert.Equal(loose.Split('|'), Numerals.Loose(text));

    [Theory]
    [InlineData("NEET stands at {{figure s-38}} and {{figure CF/C20 2005-06}}.")]
    [InlineData("Since 2002, and in 2005-06 or 2006/2007, on 1 April 2007.")]
    [InlineData("The 14-19 strategy for those aged 16 to 18 and children under 5, post-16 too.")]
    [InlineData("At Key Stage 2, in section 5 inspections, on tier 3 services and year 11.")]
    [InlineData("A 12 year old, the 4-8 year olds and the 3rd time.")]
    [InlineData("A*-G and CF/C20 name things.")]
    public void A_numeral_that_only_names_something_is_not(string text) =>
        Assert.Empty(Numerals.Loose(text));
}
