using System.Text.Json;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class ReferenceTests(IndicatorsApp app, PostgresFixture postgres) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task The_model_and_the_migrations_agree() =>
        Assert.False(await app.WithDb(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Fact]
    public async Task The_seeds_are_taken_and_change_nothing_the_second_time()
    {
        await using var host = await ServiceHost<IndicatorsDb>.StartAsync(postgres, "indicators");
        var administrator = new Proto.IndicatorsService.IndicatorsServiceClient(host.As("alex", Role.Administrator));
        var geographies = Seed<PutGeographiesRequest>("geographies.json");
        var indicators = Seed<PutIndicatorsRequest>("indicators.json");
        foreach (var again in new[] { false, true })
        {
            (geographies.RequestId, indicators.RequestId) = (Id(), Id());
            var places = await administrator.PutGeographiesAsync(geographies);
            var measures = await administrator.PutIndicatorsAsync(indicators);
            Assert.Equal(again ? 0 : geographies.Geographies.Count, places.Added);
            Assert.Equal(again ? indicators.Indicators.Count : 0, measures.Unchanged);
            Assert.Equal(0, places.Changed + measures.Changed);
            foreach (var file in Directory.GetFiles(Path.Combine(Root, "seeds", "comparators")))
            {
                var set = Seed<PutComparatorSetRequest>($"comparators/{Path.GetFileName(file)}");
                set.RequestId = Id();
                var put = await administrator.PutComparatorSetAsync(set);
                Assert.Equal(put, await administrator.GetComparatorSetAsync(new() { Name = put.Name }));
            }
        }
        await HertfordshireIsReleased(new(host.As("anna", Role.Analyst)));
    }

    static async Task HertfordshireIsReleased(Proto.IndicatorsService.IndicatorsServiceClient analyst)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "seeds", "hertfordshire-2006", "dataset.json")));
        var dataset = JsonParser.Default.Parse<Proto.Dataset>(file.RootElement.GetProperty("dataset").GetRawText());
        var put = JsonParser.Default.Parse<PutObservationsRequest>($$"""{"observations": {{file.RootElement.GetProperty("observations").GetRawText()}}}""");
        await analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = dataset });
        (put.RequestId, put.Dataset) = (Id(), $"datasets/{dataset.Id}");
        await analyst.PutObservationsAsync(put);
        var read = await analyst.GetDatasetAsync(new() { Name = put.Dataset });
        await analyst.ReleaseDatasetAsync(new() { RequestId = Id(), Name = read.Name, Etag = read.Etag });

        var profile = await analyst.GetProfileAsync(new() { DatasetVersion = $"{read.Name}/versions/1", LaCode = "919" });
        Assert.Equal(92, profile.Rows.Count);
        Assert.Contains(profile.Rows, row => row.Values.Count > 0);
        Assert.Contains(profile.Rows, row => row.England.Value.Length > 0);
        Assert.All(profile.Rows, row => Assert.Equal((10, 0, Light.NotAvailable), (row.StatisticalNeighbours.Listed, row.StatisticalNeighbours.WithData, row.StatisticalNeighbours.Light)));
        Assert.All(profile.Rows, row => Assert.Equal(Light.NotAvailable, row.ComparatorCouncils.Light));
        Assert.False(profile.Synthetic);
    }

    [Fact]
    public async Task Geographies_are_added_changed_or_left()
    {
        var place = Places.Authority("104");
        place.DisplayName = "Place of another name";
        var response = await app.Administrator.PutGeographiesAsync(new() { RequestId = Id(), Geographies = { place, Places.Authority("105"), Places.Authority("190") } });
        Assert.Equal((1, 1, 1), (response.Added, response.Changed, response.Unchanged));
        var read = await app.Analyst.GetGeographyAsync(new() { Name = "geographies/104" });
        Assert.Equal(("geographies/104", "Place of another name"), (read.Name, read.DisplayName));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.With(() => app.Analyst.GetGeographyAsync(new() { Name = "geographies/999" })));
    }

    [Fact]
    public async Task Everything_wrong_with_geographies_is_named_at_once_and_none_is_kept()
    {
        var request = new PutGeographiesRequest
        {
            RequestId = Id(),
            Geographies =
            {
                Places.Authority("191"),
                new Proto.Geography { Code = "19", Kind = GeographyKind.Authority, ValidFrom = "2006-02-30", Region = "nowhere" },
                new Proto.Geography { Code = "191", DisplayName = "Twice", ValidFrom = "2007-01-01", ValidTo = "2006-01-01" },
                new Proto.Geography { Code = "wales", Kind = GeographyKind.Country, DisplayName = "Wales" },
            },
        };
        var refused = await Refused.By(() => app.Administrator.PutGeographiesAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(
            ["geographies[1].code", "geographies[1].display_name", "geographies[1].region", "geographies[1].valid_from",
                "geographies[2].code", "geographies[2].kind", "geographies[2].valid_from", "geographies[3].code"],
            refused.Fields.Order(StringComparer.Ordinal));
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.With(() => app.Analyst.GetGeographyAsync(new() { Name = "geographies/191" })));
    }

    [Fact]
    public async Task What_no_database_could_hold_is_bad_input()
    {
        var place = Places.Authority("191");
        (place.Code, place.Region) = ("19\0", "ea\0st");
        Assert.Equal(["geographies[0].code", "geographies[0].region"], (await Refused.By(() => app.Administrator.PutGeographiesAsync(new() { RequestId = Id(), Geographies = { place } }))).Fields);
        var measure = Catalogue.Measure("A/1", Proto.Polarity.Higher, "SS", "2.2");
        measure.Code = "A\0";
        Assert.Equal(["indicators[0].code"], (await Refused.By(() => app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { measure } }))).Fields);
        var seen = Catalogue.Seen("SS-2\0", "1\001", "1");
        seen.Period.Label = "2005-06\0";
        Assert.Equal(
            ["observations[0].geography", "observations[0].indicator", "observations[0].period.label"],
            (await Refused.By(() => app.Analyst.PutObservationsAsync(new() { RequestId = Id(), Dataset = "datasets/none", Observations = { seen } }))).Fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Geographies_are_paged_by_code_and_filtered_by_day()
    {
        var request = new ListGeographiesRequest { PageSize = 4, Kind = GeographyKind.Authority, ValidOn = "2006-11-01" };
        var codes = new List<string>();
        do
        {
            var page = await app.Analyst.ListGeographiesAsync(request);
            codes.AddRange(page.Geographies.Select(place => place.Code));
            Assert.True(page.Geographies.Count <= 4);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(Places.Valid, codes.Where(code => string.CompareOrdinal(code, "111") <= 0));
        Assert.DoesNotContain("111", codes);

        request.PageToken = (await app.Analyst.ListGeographiesAsync(request)).NextPageToken;
        request.ValidOn = "2007-11-01";
        Assert.Equal(["page_token"], (await Refused.By(() => app.Analyst.ListGeographiesAsync(request))).Fields);
    }

    [Fact]
    public async Task The_catalogue_is_paged_by_id_and_filtered_by_outcome()
    {
        var first = await app.Analyst.ListIndicatorsAsync(new() { PageSize = 2, Outcome = "SS" });
        var second = await app.Analyst.ListIndicatorsAsync(new() { PageSize = 2, Outcome = "SS", PageToken = first.NextPageToken });
        Assert.Equal(["indicators/SS-10", "indicators/SS-2", "indicators/SS-3"], first.Indicators.Concat(second.Indicators).Select(measure => measure.Name));
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task Everything_wrong_with_indicators_is_named_at_once()
    {
        var twice = Catalogue.Measure("A/1", Proto.Polarity.Higher, "SS", "2.2");
        var wrong = Catalogue.Measure("A-1", Proto.Polarity.Range, "X X", "two");
        (wrong.RangeLow, wrong.RangeHigh, wrong.Decimals, wrong.Title) = ("15", "10", 7, "");
        var bands = Catalogue.Measure("A/2", Proto.Polarity.Lower, "SS", "2.2");
        bands.RangeLow = "1";
        bands.Bands.Add([
            new Proto.Band { Band_ = 6, Low = "0", High = "10", Provenance = Places.Known() },
            new Proto.Band { Band_ = 5, Low = "9", High = "1e3" },
        ]);
        var refused = await Refused.By(() => app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { twice, wrong, bands } }));
        Assert.Equal(
            ["indicators[1].code", "indicators[1].decimals", "indicators[1].key_judgement", "indicators[1].outcome", "indicators[1].range_low", "indicators[1].title",
                "indicators[2].bands[0].band", "indicators[2].bands[1]", "indicators[2].bands[1].high", "indicators[2].bands[1].provenance", "indicators[2].range_low"],
            refused.Fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_code_cannot_take_an_id()
    {
        var refused = await Refused.By(() => app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { Catalogue.Measure("SS-2", Proto.Polarity.Higher, "SS", "2.2") } }));
        Assert.Equal(["indicators[0].code"], refused.Fields);
    }

    [Fact]
    public async Task A_comparator_set_never_changes()
    {
        var set = Places.Neighbours();
        Assert.Equal("comparatorSets/neighbours", (await app.Administrator.PutComparatorSetAsync(new() { RequestId = Id(), Set = set })).Name);
        set.Lists[0].Comparators.RemoveAt(3);
        Assert.Equal((StatusCode.FailedPrecondition, "COMPARATOR_SET_IMMUTABLE"), await Refused.With(() => app.Administrator.PutComparatorSetAsync(new() { RequestId = Id(), Set = set })));
    }

    [Fact]
    public async Task Everything_wrong_with_a_comparator_set_is_named_at_once()
    {
        var set = Places.Neighbours();
        (set.Id, set.Kind, set.Provenance) = ("Wrong Id", ComparatorKind.Unspecified, null);
        (set.Lists[0].Comparators[0].LaCode, set.Lists[0].Comparators[1].LaCode, set.Lists[0].Comparators[2].Rank, set.Lists[0].Comparators[3].Closeness) = ("101", "999", 9, "near");
        var refused = await Refused.By(() => app.Administrator.PutComparatorSetAsync(new() { RequestId = Id(), Set = set }));
        Assert.Equal(
            ["set.id", "set.kind", "set.lists[0].comparators[0].la_code", "set.lists[0].comparators[1].la_code",
                "set.lists[0].comparators[2].rank", "set.lists[0].comparators[3].closeness", "set.provenance"],
            refused.Fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everyone_signed_in_may_read_and_only_some_may_write()
    {
        var inspector = app.As("ina", Role.Inspector);
        await inspector.ListIndicatorsAsync(new());
        await app.As("judgement", "service:judgement").ListGeographiesAsync(new());
        (StatusCode, string) denied = (StatusCode.PermissionDenied, "ROLE_DENIED");
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), await Refused.With(() => app.Public.ListIndicatorsAsync(new())));
        Assert.Equal(denied, await Refused.With(() => app.Analyst.PutGeographiesAsync(new())));
        Assert.Equal(denied, await Refused.With(() => app.Analyst.PutIndicatorsAsync(new())));
        Assert.Equal(denied, await Refused.With(() => app.Analyst.PutComparatorSetAsync(new())));
        Assert.Equal(denied, await Refused.With(() => app.Administrator.CreateDatasetAsync(new())));
        Assert.Equal(denied, await Refused.With(() => inspector.PutObservationsAsync(new())));
        Assert.Equal(denied, await Refused.With(() => inspector.ReleaseDatasetAsync(new())));
        Assert.Equal(denied, await Refused.With(() => inspector.OpenDatasetVersionAsync(new())));
    }

    static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Apa.Micro.sln"))) directory = directory.Parent!;
            return directory.FullName;
        }
    }

    static T Seed<T>(string file) where T : IMessage<T>, new() => JsonParser.Default.Parse<T>(File.ReadAllText(Path.Combine(Root, "seeds", file)));
}
