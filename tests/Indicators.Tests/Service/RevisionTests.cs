using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class RevisionTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task Every_kind_of_revision_that_can_be_seen_is_found_and_must_be_named()
    {
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { Banded("R/1", 1), Banded("R/2", 1), Measure("R/3", Polarity.Higher, "SS", "2.1") } });
        await Dataset("kinds", Seen("R-1", "101", "1"), Seen("R-1", "102", "2"), Counted("103", "50", "1", "2"), Seen("R-1", "104", "4"), Seen("R-1", "105", ""));
        await app.Release("kinds");
        await Open("kinds", "comparatorSets/neighbours");
        var (colour, uprated, label) = (Banded("R/1", 2), Banded("R/2", 1, "60"), Measure("R/3", Polarity.Lower, "SS", "2.1"));
        (label.Title, label.Definition) = ("Another title", "Another definition");
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { colour, uprated, label, Measure("R/4", Polarity.Higher, "SS", "2.1") } });
        var provisional = Seen("R-1", "104", "4");
        provisional.Status = ObservationStatus.Provisional;
        await app.Analyst.PutObservationsAsync(new()
        {
            RequestId = Id(),
            Dataset = "datasets/kinds",
            Observations = { Seen("R-1", "101", "1.5"), Seen("R-1", "102", "2", 2003), Counted("103", "50", "2", "4"), provisional, Seen("R-1", "105", "5"), Seen("R-1", "106", "6") },
        });

        var difference = await app.Analyst.DiffDatasetVersionsAsync(new() { From = "datasets/kinds/versions/1", To = "datasets/kinds/versions/2", PageSize = 1000 });
        Assert.Equal(
            [("band-colour", 1L), ("bands-uprated", 1L), ("catalogue", 1L), ("comparator-set", 1L), ("definition", 1L), ("denominator", 2L), ("label", 1L), ("period-extended", 1L), ("polarity", 1L), ("status", 1L), ("value", 4L)],
            difference.Counts.Select(one => (one.Kind, one.Count)));
        Assert.Contains(difference.Differences, one => one is { Kind: "value", Before: "1", After: "1.5" } && one.Observation.Geography == "geographies/101");
        Assert.Contains(difference.Differences, one => one is { Kind: "value", Field: "missing", Before: "not available", After: "" });
        Assert.Contains(difference.Differences, one => one is { Kind: "period-extended", After: "2" } && one.Observation.PeriodLabel == "2003-04");
        Assert.Contains(difference.Differences, one => one is { Kind: "band-colour", Indicator: "indicators/R-1" });

        var paged = new List<Difference>();
        for (var token = ""; ;)
        {
            var page = await app.Analyst.DiffDatasetVersionsAsync(new() { From = "datasets/kinds/versions/1", To = "datasets/kinds/versions/2", PageSize = 4, PageToken = token });
            paged.AddRange(page.Differences);
            if ((token = page.NextPageToken).Length == 0) break;
        }
        Assert.Equal(difference.Differences, paged);

        var refused = await Assert.ThrowsAsync<RpcException>(() => app.Release("kinds", new Proto.ChangelogEntry { Kind = "value", Description = "Some" }));
        Assert.Equal("CHANGELOG_INCOMPLETE", refused.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
        await app.Release("kinds", [.. difference.Counts.Select(one => new Proto.ChangelogEntry { Kind = one.Kind, Description = "Named" }), new Proto.ChangelogEntry { Kind = "light", Description = "Was shown as in line" }]);
        Assert.Equal("comparatorSets/neighbours", (await app.Analyst.GetDatasetAsync(new() { Name = "datasets/kinds" })).Versions[1].StatisticalNeighboursSet);
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_refused()
    {
        await Dataset("unknown-kind", Seen("SS-2", "101", "1"));
        var dataset = await app.Analyst.GetDatasetAsync(new() { Name = "datasets/unknown-kind" });
        var refused = await Refused.By(() => app.Analyst.ReleaseDatasetAsync(new()
        {
            RequestId = Id(),
            Name = dataset.Name,
            Etag = dataset.Etag,
            Changelog = { new Proto.ChangelogEntry { Kind = "tidied", Description = "Some" } },
        }));
        Assert.Equal(["changelog[0].kind"], refused.Fields);
    }

    [Fact]
    public async Task A_query_ends_as_a_correction_in_the_next_version()
    {
        await Dataset("queried", Seen("SS-2", "101", "50"));
        await app.Release("queried");
        var query = await Query("queried", "otto", "authority:101", "geographies/101");
        Assert.Equal(("50", ValueQueryState.Open, "otto"), (query.Seen, query.State, query.AskedBy));
        await Open("queried");
        var correction = await app.Analyst.CorrectObservationAsync(new() { RequestId = Id(), Dataset = "datasets/queried", Observation = Seen("SS-2", "101", "55"), Reason = "Eleven were missed", Query = query.Name });
        Assert.Equal(("50", "55", "datasets/queried/versions/2"), (correction.Before.Value, correction.After.Value, correction.DatasetVersion));
        var ended = (await app.As("otto", "authority:101").ListValueQueriesAsync(new() { Dataset = "datasets/queried" })).Queries.Single();
        Assert.Equal((ValueQueryState.Corrected, "Eleven were missed", "datasets/queried/versions/2"), (ended.State, ended.Answer, ended.CorrectedIn));
        Assert.Equal((StatusCode.FailedPrecondition, "QUERY_CLOSED"), await Refused.With(() => app.Analyst.RefuseValueQueryAsync(new() { RequestId = Id(), Name = query.Name, Reason = "No" })));
        Assert.Empty((await app.As("olga", "authority:102").ListValueQueriesAsync(new() { Dataset = "datasets/queried" })).Queries);
        Assert.Equal("50", (await app.Analyst.ListObservationsAsync(new() { DatasetVersion = "datasets/queried/versions/1" })).Observations.Single().Value);
    }

    [Fact]
    public async Task A_query_ends_as_a_refusal_that_is_kept()
    {
        await Dataset("kept", Seen("SS-2", "101", "50"), Seen("SS-2", "102", "60"));
        var query = await Query("kept", "otto", "authority:101", "geographies/101");
        var ended = await app.Analyst.RefuseValueQueryAsync(new() { RequestId = Id(), Name = query.Name, Reason = "The return says so" });
        Assert.Equal((ValueQueryState.Refused, "The return says so", "anna"), (ended.State, ended.Answer, ended.EndedBy));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOUR_AUTHORITY"), await Refused.With(() => Query("kept", "otto", "authority:101", "geographies/102")));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.With(() => Query("kept", "olga", "authority:103", "geographies/103")));
    }

    [Fact]
    public async Task A_correction_needs_a_reason_an_open_version_and_something_to_correct()
    {
        await Dataset("strict", Seen("SS-2", "101", "50"));
        Assert.Equal(["reason"], (await Refused.By(() => Correct("strict", "101", ""))).Fields);
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.With(() => Correct("strict", "102", "Because")));
        await app.Release("strict");
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_RELEASED"), await Refused.With(() => Correct("strict", "101", "Because")));

        AsyncUnaryCall<Correction> Correct(string dataset, string code, string reason) =>
            app.Analyst.CorrectObservationAsync(new() { RequestId = Id(), Dataset = $"datasets/{dataset}", Observation = Seen("SS-2", code, "1"), Reason = reason });
    }

    [Fact]
    public async Task Completeness_says_what_is_in_late_and_missing()
    {
        await app.Analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = "late", Title = "late", Due = "2006-09-30" } });
        await app.Analyst.PutObservationsAsync(new() { RequestId = Id(), Dataset = "datasets/late", Observations = { Seen("SS-2", "101", "1"), Seen("SS-2", "102", ""), Seen("SS-2", "103", "1", 2004), Seen("SS-2", "england", "1") } });
        var late = await app.Analyst.GetCompletenessAsync(new() { DatasetVersion = "datasets/late/versions/1" });
        Assert.Equal(Places.Valid, late.LaCodes);
        var row = late.Rows.Single();
        Assert.Equal(("indicators/SS-2", "2005-06", 2), (row.Indicator, row.Period.Label, row.Have));
        Assert.Equal([ReturnState.Late, ReturnState.Late, .. Enumerable.Repeat(ReturnState.Missing, 8)], row.States);
        await Dataset("no-due", Seen("SS-2", "101", "1"));
        Assert.Equal(ReturnState.In, (await app.Analyst.GetCompletenessAsync(new() { DatasetVersion = "datasets/no-due/versions/1" })).Rows.Single().States[0]);
    }

    [Fact]
    public async Task Observations_are_listed_by_filter_in_pages_that_leave_nothing_out()
    {
        await Dataset("listed", [.. from code in Places.Valid from year in Enumerable.Range(2000, 4) select Seen("SS-2", code, year == 2001 ? "" : $"{year}", year), Seen("SS-2", "england", "1"), Seen("SS-2", "england", "2", median: true)]);
        await app.Release("listed");
        var all = new List<Proto.Observation>();
        for (var token = ""; ;)
        {
            var page = await app.Analyst.ListObservationsAsync(new() { DatasetVersion = "datasets/listed/versions/1", PageSize = 5, PageToken = token });
            all.AddRange(page.Observations);
            if ((token = page.NextPageToken).Length == 0) break;
        }
        Assert.Equal((42, 42), (all.Count, all.Distinct().Count()));
        Assert.Equal((false, true), (all[^2].Median, all[^1].Median));
        var some = await app.Analyst.ListObservationsAsync(new() { DatasetVersion = "datasets/listed/versions/1", Geographies = { "geographies/101" }, EndsFrom = "2002-03-31", EndsTo = "2003-03-31" });
        Assert.Equal(["2001-02", "2002-03"], some.Observations.Select(one => one.Period.Label));
        Assert.Equal(10, (await app.Analyst.ListObservationsAsync(new() { DatasetVersion = "datasets/listed/versions/1", MissingOnly = true })).Observations.Count);
    }

    Task Dataset(string id, params Proto.Observation[] observations) => app.Analyst
        .CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = id, Title = id } }).ResponseAsync
        .ContinueWith(_ => app.Analyst.PutObservationsAsync(new() { RequestId = Id(), Dataset = $"datasets/{id}", Observations = { observations } }).ResponseAsync, TaskScheduler.Default).Unwrap();

    async Task Open(string id, string neighbours = "")
    {
        var dataset = await app.Analyst.GetDatasetAsync(new() { Name = $"datasets/{id}" });
        await app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag, StatisticalNeighboursSet = neighbours });
    }

    AsyncUnaryCall<Proto.ValueQuery> Query(string dataset, string person, string role, string geography) => app.As(person, role).QueryValueAsync(new()
    {
        RequestId = Id(),
        DatasetVersion = $"datasets/{dataset}/versions/1",
        Observation = new() { Indicator = "indicators/SS-2", Geography = geography, PeriodKind = PeriodKind.FinancialYear, PeriodLabel = "2005-06" },
        Doubt = "We counted again",
        Proposed = "55",
    });

    static Proto.Observation Counted(string code, string value, string numerator, string denominator)
    {
        var seen = Seen("R-1", code, value);
        (seen.Numerator, seen.Denominator) = (numerator, denominator);
        return seen;
    }

    static Indicator Banded(string code, int band, string high = "50")
    {
        var measure = Measure(code, Polarity.Higher, "SS", "2.1");
        measure.Bands.Add(new Proto.Band { Band_ = band, Low = "0", High = high, Provenance = Places.Known() });
        return measure;
    }
}
