using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Domain;

public sealed class FigureTextTests
{
    public static TheoryData<Value, string, string> Values => new()
    {
        { new() { Decimal = "5.5" }, "%", "5.5%" },
        { new() { Decimal = "8.0" }, "%", "8.0%" },
        { new() { Decimal = "260000" }, "GBP", "£260,000" },
        { new() { Decimal = "-1200.50" }, "GBP", "-£1,200.50" },
        { new() { Decimal = "3300000" }, "GBP a year", "£3,300,000 a year" },
        { new() { Decimal = "-2.8" }, "percentage points", "-2.8 percentage points" },
        { new() { Decimal = "52.3" }, "rate per 10,000", "52.3 per 10,000" },
        { new() { Decimal = "60" }, "% of standards", "60% of standards" },
        { new() { Decimal = "1164" }, "", "1,164" },
        { new() { Decimal = "3" }, "nurses", "3 nurses" },
        { new() { Decimal = "0.78" }, "ratio", "0.78" },
        { new() { Range = new() { Low = "6", High = "12" } }, "months", "6 to 12 months" },
        { new() { Range = new() { Low = "10", High = "20" } }, "%", "10% to 20%" },
        { new() { Change = new() { Before = "6", After = "2" } }, "months", "6 to 2 months" },
        { new() { Change = new() { Before = "1000", After = "2000" } }, "GBP a year", "£1,000 to £2,000 a year" },
        { new() { Fraction = new() { Numerator = 1, Denominator = 5 } }, "", "1 in 5" },
        { new() { Date = "2007-04-01" }, "", "1 April 2007" },
        { new() { Date = "2007-04" }, "", "April 2007" },
        { new() { Date = "2002" }, "", "2002" },
        { new() { Date = "autumn term 2006" }, "", "autumn term 2006" },
        { new() { Word = "almost all" }, "%", "almost all" },
        { new() { Flag = true }, "", "yes" },
        { new() { Flag = false }, "", "no" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_reads_as_its_kind_and_unit_ask(Value value, string unit, string text) =>
        Assert.Equal(text, FigureText.Of(value, unit));

    [Theory]
    [InlineData("64.25", "%", 1, "64.3%")]
    [InlineData("64", "%", 1, "64.0%")]
    [InlineData("1234.5", "GBP per week", 0, "£1,235 per week")]
    public void An_indicators_value_shows_its_own_number_of_digits(string value, string unit, int decimals, string text) =>
        Assert.Equal(text, FigureText.Of(value, unit, decimals));

    [Theory]
    [InlineData("in line", ComparisonBasis.ComparatorCouncils, "in line with comparator councils")]
    [InlineData("above", ComparisonBasis.England, "above the national average")]
    [InlineData("lower", ComparisonBasis.StatisticalNeighbours, "lower than statistical neighbours")]
    [InlineData("up", ComparisonBasis.Past, "up")]
    public void A_figure_without_a_value_reads_as_its_comparison(string relation, ComparisonBasis basis, string text) =>
        Assert.Equal(text, FigureText.Of(new Figure { Comparisons = { new StatedComparison { Relation = relation, Basis = basis } } }));
}
