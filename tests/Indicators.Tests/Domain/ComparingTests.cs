namespace Apa.Indicators.Tests.Domain;

/// <summary>Shortfall, travel and lights, for each polarity.</summary>
public sealed class ComparingTests
{
    static readonly Aim Higher = new(Proto.Polarity.Higher);
    static readonly Aim Lower = new(Proto.Polarity.Lower);
    static readonly Aim Range = new(Proto.Polarity.Range, 10, 15);
    static readonly Aim UnknownRange = new(Proto.Polarity.Range, 10);
    static readonly Aim None = new(Proto.Polarity.Unspecified);

    static Aim Aim(string name) => name switch { "higher" => Higher, "lower" => Lower, "range" => Range, "unknown range" => UnknownRange, _ => None };
    static decimal? Number(string? text) => text is null ? null : decimal.Parse(text);

    [Theory]
    [InlineData("higher", "97", "93", Proto.Light.Better)]
    [InlineData("higher", "93", "97", Proto.Light.Worse)]
    [InlineData("lower", "12", "10", Proto.Light.Worse)]
    [InlineData("lower", "8.3", "10", Proto.Light.Better)]
    [InlineData("higher", "98", "100", Proto.Light.InLine)]
    [InlineData("higher", "97.9", "100", Proto.Light.Worse)]
    [InlineData("lower", "102", "100", Proto.Light.InLine)]
    [InlineData("lower", "102.1", "100", Proto.Light.Worse)]
    [InlineData("lower", "0.1", "0", Proto.Light.Worse)]
    [InlineData("lower", "0", "0", Proto.Light.InLine)]
    [InlineData("higher", "-5", "-6", Proto.Light.Better)]
    [InlineData("range", "12", "14", Proto.Light.InLine)]
    [InlineData("range", "12", "20", Proto.Light.Better)]
    [InlineData("range", "3", "20", Proto.Light.Worse)]
    [InlineData("range", "5", "20", Proto.Light.InLine)]
    public void A_light_goes_through_polarity_and_tolerance(string aim, string own, string other, Proto.Light light) =>
        Assert.Equal(light, Lights.Of(Aim(aim), Number(own), Number(other)));

    [Theory]
    [InlineData("higher", null, "93")]
    [InlineData("higher", "93", null)]
    [InlineData("lower", null, null)]
    [InlineData("none", "93", "93")]
    [InlineData("unknown range", "12", "12")]
    public void What_is_missing_is_never_in_line(string aim, string? own, string? other) =>
        Assert.Equal(Proto.Light.NotAvailable, Lights.Of(Aim(aim), Number(own), Number(other)));

    [Theory]
    [InlineData("higher", "5", "6", Proto.Travel.Improved)]
    [InlineData("lower", "5", "6", Proto.Travel.Worsened)]
    [InlineData("lower", "5.0", "5.00", Proto.Travel.Unchanged)]
    [InlineData("range", "20", "16", Proto.Travel.Improved)]
    [InlineData("range", "11", "14", Proto.Travel.Unchanged)]
    [InlineData("range", "14", "5", Proto.Travel.Worsened)]
    [InlineData("none", "5", "6", Proto.Travel.Unspecified)]
    [InlineData("unknown range", "5", "6", Proto.Travel.Unspecified)]
    [InlineData("higher", null, "6", Proto.Travel.Unspecified)]
    [InlineData("higher", "5", null, Proto.Travel.Unspecified)]
    public void Travel_goes_through_polarity(string aim, string? before, string? after, Proto.Travel travel) =>
        Assert.Equal(travel, Aim(aim).Travel(Number(before), Number(after)));

    static readonly Band[] TwoSided = [new(1, 24, null), new(2, 0, 3), new(2, 20, 24), new(3, 3, 6), new(3, 17, 20), new(4, 6, 10), new(4, 15, 17), new(5, 10, 15)];
    static readonly Band[] Closed = [new(1, 0, 3), new(2, 3, 6), new(3, 6, 7), new(4, 7, 8), new(5, 8, 25)];

    [Theory]
    [InlineData("2.99", 2)]
    [InlineData("3", 3)]
    [InlineData("14.9", 5)]
    [InlineData("15", 4)]
    [InlineData("24", 1)]
    [InlineData("900", 1)]
    [InlineData("-1", 0)]
    public void A_band_takes_its_lower_end_on_either_side(string value, int band) => Assert.Equal(band, Found(TwoSided, value));

    [Theory]
    [InlineData("8", 5)]
    [InlineData("25", 5)]
    [InlineData("25.1", 0)]
    [InlineData("6", 3)]
    public void Only_the_topmost_band_takes_its_upper_end(string value, int band) => Assert.Equal(band, Found(Closed, value));

    [Fact]
    public void Without_bands_the_band_is_not_known() => Assert.Equal(-1, Band.Find([], 5));

    static int Found(Band[] bands, string value) => Band.Find(bands, decimal.Parse(value)) is >= 0 and var at ? bands[at].Number : 0;
}
