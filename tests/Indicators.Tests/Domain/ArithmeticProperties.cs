using FsCheck;
using FsCheck.Fluent;

namespace Apa.Indicators.Tests.Domain;

/// <summary>What holds for any values, not only those somebody thought of.</summary>
public sealed class ArithmeticProperties
{
    static readonly Gen<decimal> Value = Gen.Choose(-2000, 2000).Select(tenths => tenths / 10m);
    static readonly Arbitrary<List<decimal>> Values = Value.ListOf().Where(values => values.Count > 1).Select(values => values.ToList()).ToArbitrary();
    static readonly Arbitrary<Aim> Aims = Gen.OneOf(
        Gen.Elements(new Aim(Proto.Polarity.Higher), new(Proto.Polarity.Lower)),
        Value.Two().Select(ends => new Aim(Proto.Polarity.Range, Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2)))).ToArbitrary();

    [Fact]
    public void Quantiles_rise_with_their_share_and_stay_among_the_values() => Prop.ForAll(Values, values =>
    {
        List<decimal> sorted = [.. values.Order()];
        var quantiles = Enumerable.Range(0, 21).Select(step => Statistics.Quantile(sorted, step / 20m)).ToList();
        return quantiles.SequenceEqual(quantiles.Order()) && quantiles[0] == sorted[0] && quantiles[^1] == sorted[^1];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void As_many_values_lie_below_the_median_as_above() => Prop.ForAll(Values, values =>
    {
        var median = Statistics.Median(values);
        return values.Count(value => value < median) <= values.Count / 2 && values.Count(value => value > median) <= values.Count / 2;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_values_changes_nothing() => Prop.ForAll(Values, Aims, (values, aim) =>
    {
        List<decimal> turned = [.. values.AsEnumerable().Reverse()];
        return Statistics.Mean(values) == Statistics.Mean(turned) && Statistics.Median(values) == Statistics.Median(turned)
            && new Standings(aim, values).Of(values[0]) == new Standings(aim, turned).Of(values[0]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_better_value_never_stands_worse() => Prop.ForAll(Values, Aims, (values, aim) =>
    {
        var standings = values.OrderBy(value => aim.Shortfall(value)).Select(value => new Standings(aim, values).Of(value)!).ToList();
        return standings[0].Rank == 1 && standings.Zip(standings.Skip(1)).All(pair =>
            pair.First.Rank <= pair.Second.Rank && string.CompareOrdinal(pair.First.Quartile, pair.Second.Quartile) <= 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_places_never_both_stand_better_than_the_other() => Prop.ForAll(Value.Two().ToArbitrary(), Aims, (pair, aim) =>
        !(Lights.Of(aim, pair.Item1, pair.Item2) is Proto.Light.Better && Lights.Of(aim, pair.Item2, pair.Item1) is Proto.Light.Better)
        && Lights.Of(aim, pair.Item1, pair.Item1) is Proto.Light.InLine).QuickCheckThrowOnFailure();

    [Fact]
    public void Travel_back_undoes_travel_forth() => Prop.ForAll(Value.Two().ToArbitrary(), Aims, (pair, aim) =>
        (aim.Travel(pair.Item1, pair.Item2), aim.Travel(pair.Item2, pair.Item1)) is
            (Proto.Travel.Improved, Proto.Travel.Worsened) or (Proto.Travel.Worsened, Proto.Travel.Improved) or (Proto.Travel.Unchanged, Proto.Travel.Unchanged))
        .QuickCheckThrowOnFailure();
}
