using Apa.Protos.Indicators.V1;
using static Apa.Indicators.Tests.Service.Catalogue;

namespace Apa.Indicators.Tests.Service;

public sealed class ExplainTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task The_neighbours_figure_is_explained_by_who_had_what_and_who_was_missing()
    {
        await app.Released("explained", Seen("SS-10", "101", "9"), Seen("SS-10", "102", "10"), Seen("SS-10", "103", ""), Seen("SS-10", "104", "11"), Seen("SS-10", "105", "11", 2004));
        var explanation = await Explain("explained", "SS-10", ComparedFigure.StatisticalNeighbours);
        Assert.Equal(("10.5", "9", Light.Better, "comparatorSets/neighbours", "2005-06"), (explanation.Result, explanation.Own, explanation.Light, explanation.Set, explanation.Period.Label));
        Assert.Equal(
            [("104", 1, "11", ""), ("103", 2, "", "not available"), ("102", 3, "10", ""), ("105", 4, "", "no observation in this period")],
            explanation.Inputs.Select(input => (input.Geography[^3..], input.Rank, input.Value, input.LeftOut)));
        Assert.Contains("mean over the 2 of 4", explanation.How);
        Assert.Equal("Place 104", explanation.Inputs[0].DisplayName);
    }

    [Fact]
    public async Task Every_figure_of_a_row_is_explained_with_the_result_that_the_profile_shows()
    {
        await app.Released("all-figures", [.. Places.Valid.Select((code, i) => Seen("SS-2", code, $"{50 + 5 * i}")), Seen("SS-2", "101", "48", 2004), Seen("SS-2", "england", "70.5")]);
        var row = (await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/all-figures/versions/1", LaCode = "101" })).Rows.Single(row => row.Indicator.Code == "SS/2");
        Assert.Equal(row.England.Value, (await Explain("all-figures", "SS-2", ComparedFigure.England)).Result);
        Assert.Equal(row.EnglandMedian.Value, (await Explain("all-figures", "SS-2", ComparedFigure.EnglandMedian)).Result);
        Assert.Equal($"{row.Rank} of {row.RankOf}", (await Explain("all-figures", "SS-2", ComparedFigure.Rank)).Result);
        Assert.Equal(row.Quartile, (await Explain("all-figures", "SS-2", ComparedFigure.Quartile)).Result);
        Assert.Equal($"{row.Band}", (await Explain("all-figures", "SS-2", ComparedFigure.Band)).Result);
        var change = await Explain("all-figures", "SS-2", ComparedFigure.Change);
        Assert.Equal((row.Change, "48", "50"), (change.Result, change.Inputs[0].Value, change.Inputs[1].Value));
        var councils = await Explain("all-figures", "SS-2", ComparedFigure.ComparatorCouncils);
        Assert.Equal(("", Light.NotAvailable, "the dataset names no set for this comparison"), (councils.Result, councils.Light, councils.How));
    }

    Task<Explanation> Explain(string dataset, string indicator, ComparedFigure figure) => app.Analyst.ExplainComparisonAsync(new()
    {
        DatasetVersion = $"datasets/{dataset}/versions/1",
        LaCode = "101",
        Indicator = $"indicators/{indicator}",
        Figure = figure,
    }).ResponseAsync;
}
