using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class ProfileTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task An_authority_is_set_beside_its_past_England_neighbours_and_all()
    {
        await app.Released("whole",
            [.. Places.Valid.Select((code, i) => Seen("SS-2", code, $"{50 + 5 * i}")),
            Seen("SS-2", "101", "48", 2004), Seen("SS-2", "101", "47", 2003), Seen("SS-2", "111", "99"),
            Seen("SS-2", "england", "70.5"), Seen("SS-2", "england", "60", median: true), Seen("SS-2", "england", "1", 2004)]);
        var row = await Row("whole", "SS/2");

        Assert.Equal(["2003-04", "2004-05", "2005-06"], row.Values.Select(value => value.Period.Label));
        Assert.Equal(("2", Travel.Improved), (row.Change, row.Travel));
        Assert.Equal(new ComparisonFigure { Value = "70.5", Method = Method.Published, Light = Light.Worse }, row.England);
        Assert.Equal(new ComparisonFigure { Value = "60", Method = Method.Published, Light = Light.Worse }, row.EnglandMedian);
        Assert.Equal(new ComparisonFigure { Value = "62.5", Method = Method.Mean, Set = "comparatorSets/neighbours", WithData = 4, Listed = 4, Light = Light.Worse }, row.StatisticalNeighbours);
        Assert.Equal(new ComparisonFigure { Method = Method.Mean, Light = Light.NotAvailable }, row.ComparatorCouncils);
        // 111 came later and is not ranked, though it has a figure.
        Assert.Equal((10, 10, "D"), (row.Rank, row.RankOf, row.Quartile));
        Assert.Equal((5, Verification.Unverified), (row.Band, row.BandProvenance.Verification));
    }

    [Fact]
    public async Task Neighbours_without_data_are_left_out_and_counted()
    {
        await app.Released("some", Seen("SS-10", "101", "9"), Seen("SS-10", "102", "10"), Seen("SS-10", "103", ""), Seen("SS-10", "104", "10"), Seen("SS-10", "105", "11", 2004));
        var mean = (await Row("some", "SS/10")).StatisticalNeighbours;
        Assert.Equal(("10", 2, 4, Light.Better), (mean.Value, mean.WithData, mean.Listed, mean.Light));
        var median = (await Row("some", "SS/10", Method.Median)).StatisticalNeighbours;
        Assert.Equal(("10.0", Method.Median), (median.Value, median.Method));
    }

    [Fact]
    public async Task A_median_of_a_handful_is_not_Englands()
    {
        await app.Released("handful", [.. Places.Valid.Take(7).Select((code, i) => Seen("SS-2", code, $"{i}")), .. Places.Valid.Take(8).Select((code, i) => Seen("BH-1", code, $"{i}"))]);
        var few = (await Row("handful", "SS/2")).EnglandMedian;
        Assert.Equal(("", Method.Median, 7, 10, Light.NotAvailable), (few.Value, few.Method, few.WithData, few.Listed, few.Light));
        var enough = (await Row("handful", "BH/1")).EnglandMedian;
        Assert.Equal(("3.5", Method.Median, 8, 10, Light.Worse), (enough.Value, enough.Method, enough.WithData, enough.Listed, enough.Light));
    }

    [Fact]
    public async Task What_is_missing_says_so_and_is_never_in_line()
    {
        await app.Released("gaps", Seen("SS-2", "101", "50", 2004), Seen("SS-2", "101", ""), Seen("SS-2", "england", "50"), Seen("SS-3", "101", "12"), Seen("MG-1", "101", "5"), Seen("MG-1", "england", "5"), Seen("MG-1", "102", "4"));
        var profile = await Profile("gaps");
        Assert.Equal(["BH/1", "SS/2", "SS/3", "SS/10", "MG/1"], profile.Rows.Select(row => row.Indicator.Code));
        foreach (var row in profile.Rows)
            Assert.All([row.England, row.EnglandMedian, row.StatisticalNeighbours, row.ComparatorCouncils], figure => Assert.Equal(Light.NotAvailable, figure.Light));

        var without = profile.Rows[0];
        Assert.Empty(without.Values);
        Assert.Equal(("", Travel.Unspecified, 0, 0, ""), (without.Change, without.Travel, without.Rank, without.Band, without.Quartile));
        var missing = profile.Rows[1];
        Assert.Equal(("", MissingReason.NotAvailable), (missing.Values[1].Value, missing.Values[1].Missing));
        Assert.Equal(("", Travel.Unspecified, "50", 0), (missing.Change, missing.Travel, missing.England.Value, missing.Rank));
        Assert.Equal(0, profile.Rows[2].Rank);
        Assert.Equal((0, ""), (profile.Rows[4].Rank, profile.Rows[4].Quartile));
    }

    [Fact]
    public async Task A_gap_in_the_years_has_no_change()
    {
        await app.Released("gap", Seen("SS-2", "101", "50", 2003), Seen("SS-2", "101", "60"));
        var row = await Row("gap", "SS/2");
        Assert.Equal(("", Travel.Unspecified), (row.Change, row.Travel));
    }

    [Fact]
    public async Task An_invented_value_marks_whatever_it_is_shown_in()
    {
        Proto.Observation Invented(string geography)
        {
            var seen = Seen("SS-2", geography, "50");
            seen.Synthetic = true;
            return seen;
        }
        await app.Released("invented", Seen("SS-2", "101", "50"), Seen("SS-2", "102", "50"), Invented("103"), Seen("BH-1", "101", "1"));
        Assert.True((await Profile("invented")).Synthetic);
        Assert.False((await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/invented/versions/1", LaCode = "101", Outcome = "BH" })).Synthetic);
        await app.Released("real", Seen("SS-2", "101", "50"), Seen("BH-1", "101", "1"), Invented("111"));
        Assert.False((await Profile("real")).Synthetic);
    }

    [Fact]
    public async Task The_authority_comes_with_its_codes_and_the_addressee_of_the_day()
    {
        await app.Released("people", Seen("SS-2", "101", "50"));
        var request = new GetProfileRequest { DatasetVersion = "datasets/people/versions/1", LaCode = "101", AddresseeOn = "2006-06-30" };
        var profile = await app.As("judgement", "service:judgement").GetProfileAsync(request);
        Assert.Equal(("101", "Place 101 County Council", "S101"), (profile.Authority.LaCode, profile.Authority.FormalName, profile.Authority.Codes[0].Value));
        Assert.Equal(("A Person", "0.02"), (profile.Addressee.Name, profile.LightTolerance));
        request.AddresseeOn = "";
        Assert.Equal("B Person", (await app.Analyst.GetProfileAsync(request)).Addressee.Name);
        request.LaCode = "102";
        Assert.Null((await app.Analyst.GetProfileAsync(request)).Addressee);
    }

    [Fact]
    public async Task A_profile_asks_as_many_queries_of_much_as_of_little()
    {
        await app.Released("little", Seen("SS-2", "101", "50"));
        await app.Released("much", [.. from indicator in All() from code in Places.Valid from year in Enumerable.Range(1996, 10) select Seen(indicator.Code.Replace('/', '-'), code, $"{year % 7}", year)]);
        Assert.Equal((2, 2), (await Asked("little"), await Asked("much")));

        async Task<int> Asked(string dataset)
        {
            var before = app.Queries.Count;
            await Profile(dataset);
            return app.Queries.Count - before;
        }
    }

    [Fact]
    public async Task What_was_worked_out_at_release_is_what_is_worked_out_now()
    {
        await app.Released("twice-made", [.. from indicator in All() from code in Places.Valid.Append("england") from year in Enumerable.Range(2000, 5)
            where (year + code[^1]) % 7 != 0 select Seen(indicator.Code.Replace('/', '-'), code, $"{(year * 31 + code[^1] * 17) % 50}", year)]);
        foreach (var code in Places.Valid)
        {
            var stored = await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/twice-made/versions/1", LaCode = code });
            var made = await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/twice-made/versions/1", LaCode = code, Periods = 99 });
            Assert.Equal(made, stored);
        }
    }

    [Fact]
    public async Task As_many_of_the_latest_periods_are_shown_as_asked()
    {
        await app.Released("years", [.. Enumerable.Range(1990, 15).Select(year => Seen("SS-2", "101", $"{year}", year))]);
        Assert.Equal(10, (await Row("years", "SS/2")).Values.Count);
        var three = await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/years/versions/1", LaCode = "101", Periods = 3 });
        Assert.Equal(["2002-03", "2003-04", "2004-05"], three.Rows.Single(row => row.Indicator.Code == "SS/2").Values.Select(value => value.Period.Label));
    }

    [Fact]
    public async Task A_profile_of_nothing_known_is_refused()
    {
        await app.Released("known", Seen("SS-2", "101", "50"));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Ask("datasets/known/versions/2", "101"));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Ask("datasets/unknown/versions/1", "101"));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Ask("datasets/known/versions/1", "999"));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), await Ask("datasets/known", "england"));

        Task<(StatusCode, string)> Ask(string version, string laCode) => Refused.With(() => app.Analyst.GetProfileAsync(new() { DatasetVersion = version, LaCode = laCode }));
    }

    async Task<Profile> Profile(string dataset, Method method = Method.Unspecified) =>
        await app.Analyst.GetProfileAsync(new() { DatasetVersion = $"datasets/{dataset}/versions/1", LaCode = "101", Method = method });

    async Task<ProfileRow> Row(string dataset, string code, Method method = Method.Unspecified) =>
        (await Profile(dataset, method)).Rows.Single(row => row.Indicator.Code == code);
}
