using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf;
using Grpc.Core;
using static Apa.Indicators.Tests.Service.Catalogue;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

public sealed class DatasetTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    [Fact]
    public async Task A_release_is_told_of()
    {
        var seen = Seen("SS-2", "101", "55.5");
        seen.Synthetic = true;
        var dataset = await app.Released("told", seen, Seen("SS-2", "102", ""));
        var version = Assert.Single(dataset.Versions);
        Assert.Equal(("datasets/told/versions/1", true, 2L, true), (version.Name, version.Released, version.Observations, version.Synthetic));
        Assert.NotEmpty(version.ReleasedAt);

        var row = Assert.Single(await app.Emitted("datasets/told"));
        Assert.Equal(("apa.indicators.v1.DatasetReleased", 1L), (row.Type, row.Revision));
        Assert.Equal(new DatasetReleased { DatasetVersion = "datasets/told/versions/1", Version = 1, Synthetic = true }, JsonParser.Default.Parse<DatasetReleased>(row.Data));
        Assert.Equal(dataset, await app.As("ina", "inspector").GetDatasetAsync(new() { Name = "datasets/told" }));
    }

    [Fact]
    public async Task A_released_version_takes_nothing_more_and_the_next_one_goes_on_from_it()
    {
        var dataset = await app.Released("twice", Seen("SS-2", "101", "55.5"), Seen("SS-2", "102", "60"));
        PutObservationsRequest Put(params Proto.Observation[] observations) => new() { RequestId = Id(), Dataset = dataset.Name, Observations = { observations } };
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_RELEASED"), await Refused.With(() => app.Analyst.PutObservationsAsync(Put(Seen("SS-2", "101", "56")))));
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_RELEASED"),
            await Refused.With(() => app.Analyst.ReleaseDatasetAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag })));

        dataset = await app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag });
        Assert.Equal((2, false, 2L), (dataset.Versions[1].Version, dataset.Versions[1].Released, dataset.Versions[1].Observations));
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_OPEN"),
            await Refused.With(() => app.Analyst.OpenDatasetVersionAsync(new() { RequestId = Id(), Name = dataset.Name, Etag = dataset.Etag })));
        var put = await app.Analyst.PutObservationsAsync(Put(Seen("SS-2", "101", "56"), Seen("SS-2", "102", "60.0"), Seen("SS-2", "103", "1")));
        Assert.Equal(("datasets/twice/versions/2", 1, 1, 1), (put.DatasetVersion, put.Added, put.Replaced, put.Unchanged));
        var open = new GetProfileRequest { DatasetVersion = put.DatasetVersion, LaCode = "101" };
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_OPEN"), await Refused.With(() => app.As("ines", "inspector").GetProfileAsync(open)));
        Assert.Equal((StatusCode.FailedPrecondition, "DATASET_VERSION_OPEN"), await Refused.With(() => app.As("olga", "authority:102").GetProfileAsync(open)));
        Assert.Equal(app.Analyst.GetProfile(open), await app.As("otto", "authority:101").GetProfileAsync(open));
        Assert.Equal(["changelog"], (await Refused.By(() => app.Analyst.ReleaseDatasetAsync(new()
        {
            RequestId = Id(),
            Name = dataset.Name,
            Etag = app.Analyst.GetDataset(new() { Name = dataset.Name }).Etag,
        }))).Fields);
        await app.Release("twice", new() { Kind = "value", Description = "101 was put right" }, new() { Kind = "value", Description = "103 came in" });

        Assert.Equal("55.5", await ValueOf("datasets/twice/versions/1"));
        Assert.Equal("56", await ValueOf("datasets/twice/versions/2"));
        var told = JsonParser.Default.Parse<DatasetReleased>((await app.Emitted("datasets/twice"))[1].Data);
        Assert.Equal(("datasets/twice/versions/2", 2), (told.DatasetVersion, told.Version));
        Assert.Equal(["value"], told.ChangelogKinds);
        Assert.Equal(3, (await app.Analyst.GetDatasetAsync(new() { Name = dataset.Name })).Versions[1].Observations);
    }

    async Task<string> ValueOf(string version)
    {
        var profile = await app.Analyst.GetProfileAsync(new() { DatasetVersion = version, LaCode = "101" });
        return profile.Rows.Single(row => row.Indicator.Code == "SS/2").Values.Single().Value;
    }

    [Fact]
    public async Task Everything_wrong_with_observations_is_named_by_its_place_and_none_is_kept()
    {
        await Create("wrong");
        var school = Seen("SS-2", "101", "1");
        school.Period.Kind = PeriodKind.SchoolYear;
        var unstated = Seen("SS-2", "102", "1");
        unstated.Period = new() { Label = "not stated in source", Kind = PeriodKind.NotStated };
        var both = Seen("SS-2", "103", "1");
        both.Missing = MissingReason.Suppressed;
        var neither = Seen("SS-2", "104", "");
        neither.Missing = MissingReason.Unspecified;
        var timeless = Seen("SS-2", "105", "1");
        timeless.Period = null;
        var unsure = Seen("SS-2", "106", "1");
        unsure.Provenance = new() { Source = "A letter" };
        var request = new PutObservationsRequest
        {
            RequestId = Id(),
            Dataset = "datasets/wrong",
            Observations =
            {
                Seen("SS-2", "107", "1"), school, unstated, both, neither, timeless, unsure, Seen("SS-9", "999", "1,5"),
                Seen("SS-2", "107", "2"), Seen("SS-2", "108", "1", median: true),
            },
        };
        var refused = await Refused.By(() => app.Analyst.PutObservationsAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(
            ["observations[1].period", "observations[2].period.kind", "observations[3].missing", "observations[4].value", "observations[5].period",
                "observations[6].provenance.verification", "observations[7].geography", "observations[7].indicator", "observations[7].value",
                "observations[8].period", "observations[9].median"],
            refused.Fields.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await app.Analyst.GetDatasetAsync(new() { Name = "datasets/wrong" })).Versions[0].Observations);
    }

    [Fact]
    public async Task The_same_key_again_replaces_the_value_and_moves_the_etag()
    {
        var created = await Create("again");
        PutObservationsRequest Put(string value) => new() { RequestId = Id(), Dataset = created.Name, Observations = { Seen("SS-2", "101", value) } };
        Assert.Equal(1, (await app.Analyst.PutObservationsAsync(Put("1"))).Added);
        Assert.Equal(1, (await app.Analyst.PutObservationsAsync(Put("2"))).Replaced);
        Assert.Equal(1, (await app.Analyst.PutObservationsAsync(Put("2"))).Unchanged);

        var release = new ReleaseDatasetRequest { RequestId = Id(), Name = created.Name, Etag = created.Etag };
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), await Refused.With(() => app.Analyst.ReleaseDatasetAsync(release)));
        await app.Release("again");
        Assert.Equal("2", await ValueOf("datasets/again/versions/1"));
    }

    [Fact]
    public async Task Of_writers_at_one_moment_none_overwrites_the_other_unseen()
    {
        await Create("crowd");
        var puts = await Task.WhenAll(Places.Valid.Select(async code =>
        {
            var request = new PutObservationsRequest { RequestId = Id(), Dataset = "datasets/crowd", Observations = { Seen("SS-2", code, "1") } };
            while (true)
            {
                try
                {
                    return await app.Analyst.PutObservationsAsync(request);
                }
                catch (RpcException e) when (e.StatusCode is StatusCode.Aborted)
                {
                    // Somebody was first: the same request again, as a client does.
                }
            }
        }));
        Assert.Equal(Places.Valid.Length, puts.Sum(put => put.Added));
        Assert.Equal(Places.Valid.Length, (await app.Analyst.GetDatasetAsync(new() { Name = "datasets/crowd" })).Versions[0].Observations);
    }

    [Fact]
    public async Task A_request_is_answered_once()
    {
        var request = new CreateDatasetRequest { RequestId = Id(), Dataset = new() { Id = "once", Title = "Once" } };
        var created = await app.Analyst.CreateDatasetAsync(request);
        Assert.Equal(created, await app.Analyst.CreateDatasetAsync(request));
        request.Dataset.Title = "Twice";
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), await Refused.With(() => app.Analyst.CreateDatasetAsync(request)));
        request.RequestId = Id();
        Assert.Equal((StatusCode.AlreadyExists, "ALREADY_EXISTS"), await Refused.With(() => app.Analyst.CreateDatasetAsync(request)));

        var put = new PutObservationsRequest { RequestId = Id(), Dataset = created.Name, Observations = { Seen("SS-2", "101", "1") } };
        var first = await app.Analyst.PutObservationsAsync(put);
        await app.Release("once");
        Assert.Equal(first, await app.Analyst.PutObservationsAsync(put));
    }

    [Fact]
    public async Task A_dataset_names_known_sets_of_the_right_kind()
    {
        var refused = await Refused.By(() => app.Analyst.CreateDatasetAsync(new()
        {
            RequestId = Id(),
            Dataset = new() { Id = "sets", Title = "Sets", StatisticalNeighboursSet = "comparatorSets/unknown", ComparatorCouncilsSet = "comparatorSets/neighbours" },
        }));
        Assert.Equal(["dataset.statistical_neighbours_set", "dataset.comparator_councils_set"], refused.Fields);
        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), await Refused.With(() => app.Analyst.GetDatasetAsync(new() { Name = "datasets/sets" })));
    }

    Task<Proto.Dataset> Create(string id) => app.Analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = id, Title = id } }).ResponseAsync;
}
