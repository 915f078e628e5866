using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class SuppressionTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task A_small_number_is_withheld_from_those_who_may_not_see_it_and_nothing_is_made_of_it()
    {
        await Small("small");
        foreach (var (person, role) in new[] { ("anna", "analyst"), ("ines", "inspector"), ("svc", "service:judgement"), ("otto", "authority:101") })
        {
            var seen = await Row(person, role, "small");
            Assert.Equal(("12.5", "4", "32", SmallNumber.Small), (seen.Values[^1].Value, seen.Values[^1].Numerator, seen.Values[^1].Denominator, seen.Values[^1].SmallNumber));
        }
        foreach (var (person, role) in new[] { ("paul", "publisher"), ("olga", "authority:102"), ("cora", "consumer:public") })
        {
            var seen = await Row(person, role, "small");
            var value = seen.Values[^1];
            Assert.Equal(("", MissingReason.Suppressed, "", "", SmallNumber.Small), (value.Value, value.Missing, value.Numerator, value.Denominator, value.SmallNumber));
            Assert.Equal(("", Travel.Unspecified, 0, 0, ""), (seen.Change, seen.Travel, seen.Rank, seen.Band, seen.Quartile));
            Assert.Equal(Light.NotAvailable, seen.England.Light);
        }
    }

    [Fact]
    public async Task What_is_not_tested_says_so_and_the_rule_is_told()
    {
        await Small("told");
        var profile = await app.As("paul", "publisher").GetProfileAsync(new() { DatasetVersion = "datasets/told/versions/1", LaCode = "102" });
        Assert.Equal((5, 10), (profile.Suppression.NumeratorAtMost, profile.Suppression.DenominatorAtMost));
        Assert.Equal(SmallNumber.NotTested, profile.Rows.Single(row => row.Indicator.Code == "CH/1").Values[^1].SmallNumber);
        // 101 is a neighbour of nobody here; of 102 nothing is left out.
        Assert.Equal("20", profile.Rows.Single(row => row.Indicator.Code == "CH/1").Values[^1].Value);
        Assert.Null((await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/told/versions/1", LaCode = "102" })).Suppression);
    }

    [Fact]
    public async Task Lists_explanations_and_differences_withhold_it_too()
    {
        await Small("lists");
        var listed = await app.As("paul", "publisher").ListObservationsAsync(new() { DatasetVersion = "datasets/lists/versions/1", Geographies = { "geographies/101" } });
        Assert.All(listed.Observations, one => Assert.Equal(("", "", MissingReason.Suppressed), (one.Value, one.Numerator, one.Missing)));
        var explained = await app.As("paul", "publisher").ExplainComparisonAsync(new() { DatasetVersion = "datasets/lists/versions/1", LaCode = "102", Indicator = "indicators/CH-1", Figure = ComparedFigure.Rank });
        Assert.Equal(("", "suppressed: a small number"), (explained.Inputs.Single(input => input.Geography == "geographies/101").Value, explained.Inputs.Single(input => input.Geography == "geographies/101").LeftOut));

        var dataset = await app.Analyst.GetDatasetAsync(new() { Name = "datasets/lists" });
        await app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag });
        await app.Analyst.CorrectObservationAsync(new() { RequestId = Id(), Dataset = dataset.Name, Observation = Counted("101", "15.625", "5", "32"), Reason = "One more" });
        await app.Release("lists", new Proto.ChangelogEntry { Kind = "value", Description = "101" }, new Proto.ChangelogEntry { Kind = "denominator", Description = "101" });
        var request = new DiffDatasetVersionsRequest { From = "datasets/lists/versions/1", To = "datasets/lists/versions/2" };
        Assert.All((await app.As("paul", "publisher").DiffDatasetVersionsAsync(request)).Differences, one => Assert.Equal(("", ""), (one.Before, one.After)));
        Assert.Contains((await app.Analyst.DiffDatasetVersionsAsync(request)).Differences, one => (one.Before, one.After, one.Reason) == ("12.5", "15.625", "One more"));
    }

    async Task Small(string id)
    {
        var children = Measure("CH/1", Polarity.Lower, "SS", "2.1");
        children.CountsChildren = true;
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { children } });
        await app.Analyst.CreateDatasetAsync(new()
        {
            RequestId = Id(),
            Dataset = new() { Id = id, Title = id, Suppression = new() { NumeratorAtMost = 5, DenominatorAtMost = 10, Provenance = Places.Known() } },
        });
        await app.Analyst.PutObservationsAsync(new()
        {
            RequestId = Id(),
            Dataset = $"datasets/{id}",
            Observations = { Counted("101", "12.5", "4", "32"), Seen("CH-1", "102", "20"), Counted("103", "30", "30", "100"), Seen("CH-1", "england", "15") },
        });
        await app.Release(id);
    }

    static Proto.Observation Counted(string code, string value, string numerator, string denominator)
    {
        var seen = Seen("CH-1", code, value);
        (seen.Numerator, seen.Denominator) = (numerator, denominator);
        return seen;
    }

    async Task<ProfileRow> Row(string person, string role, string dataset) =>
        (await app.As(person, role).GetProfileAsync(new() { DatasetVersion = $"datasets/{dataset}/versions/1", LaCode = "101" })).Rows.Single(row => row.Indicator.Code == "CH/1");
}
