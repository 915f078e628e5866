using Apa.Cli;
using Apa.Protos.Indicators.V1;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Indicator = Apa.Protos.Indicators.V1.Indicator;
using Observation = Apa.Indicators.Observation;

namespace Apa.Indicators.Tests.Service;

/// <summary>What the project ships, in the real service: reference data, mappings, the synthetic set, and the readers of the command line.</summary>
public sealed class SeedFileTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>, IAsyncLifetime
{
    static readonly string Root = FindRoot();

    static string Seeds(string file) => Path.Combine(Root, "seeds", file);
    static string Data(string file) => Path.Combine(Root, "tests", "Indicators.Tests", "Data", file);

    public async ValueTask InitializeAsync()
    {
        var geographies = Read<PutGeographiesRequest>(Seeds("geographies.json"));
        geographies.RequestId = IndicatorsApp.Id();
        await app.Administrator.PutGeographiesAsync(geographies);
        var indicators = Read<PutIndicatorsRequest>(Seeds("indicators.json"));
        indicators.RequestId = IndicatorsApp.Id();
        await app.Administrator.PutIndicatorsAsync(indicators);
        var neighbours = Read<PutComparatorSetRequest>(Seeds("comparators/nfer-2021-adapted.json"));
        neighbours.RequestId = IndicatorsApp.Id();
        await app.Administrator.PutComparatorSetAsync(neighbours);
        var rules = Read<PutValidationRulesRequest>(Seeds("validation-rules.json"));
        rules.RequestId = IndicatorsApp.Id();
        await app.Administrator.PutValidationRulesAsync(rules);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_file_of_the_DfE_s_long_form_is_read_after_its_measures_were_brought_into_the_catalogue()
    {
        var catalogue = CatalogueFile.Read(Data("measures.csv"), CatalogueMapping.Read(Seeds("mappings/dfe-measures.json")), await Catalogue());
        Assert.Empty(catalogue.Problems);
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = IndicatorsApp.Id(), Indicators = { catalogue.Indicators } });

        // The list of measures says less than the file: which of them are pooled over years is for who imports to say.
        var mapping = Read<ImportMapping>(Seeds("mappings/dfe-long.json"));
        mapping.Indicators.Add(new IndicatorMapping { Source = "Mitten_Rate", Indicator = "indicators/LAIT-Mitten-Rate", PeriodForm = PeriodForm.CalendarYears });
        mapping.Indicators.Add(new IndicatorMapping { Source = "Songs_KS2", Indicator = "indicators/LAIT-Songs-KS2", PeriodForm = PeriodForm.SchoolYears });
        var import = await Import("dfe", Data("long.csv"), mapping);
        Assert.Equal((ImportState.Imported, 112, 112, 0), (import.State, import.RowsRead, import.RowsKept, import.RowsRefused));

        var seen = await Observations("dfe");
        Assert.Equal(20.7m, Of("LAIT-Hop-3yr-4", "919", "2016").Value);
        Assert.Equal(0.07m, Of("LAIT-Mitten-Rate", "867", "2014-16").Value);
        Assert.Equal(("2015-09-01", "2016-08-31"), Days(Of("LAIT-Hop-3yr-4", "england", "2016")));
        Assert.Equal(("2014-01-01", "2016-12-31"), Days(Of("LAIT-Mitten-Rate", "east-of-england", "2014-16")));
        Assert.Equal(("2015-04-01", "2016-03-31"), Days(Of("LAIT-Crayon-Spend", "919", "2015-16")));
        Assert.Equal(("2014-09-01", "2017-08-31"), Days(Of("LAIT-Songs-KS2", "919", "2014/15-16/17")));
        Assert.Equal(ObservationStatus.Final, Of("LAIT-Crayon-Spend", "919", "2016-17 (OT)").Status);
        Assert.Equal(ObservationStatus.Revised, Of("LAIT-Hop-3yr-4", "919", "2018 (Rev)").Status);
        Assert.Equal(ObservationStatus.Provisional, Of("LAIT-Hop-3yr-4", "919", "2025 (prov)").Status);
        Assert.Equal(MissingReason.NotAvailable, Of("LAIT-Crayon-Spend", "301", "2015-16").Missing);
        Assert.Equal(MissingReason.NotApplicable, Of("LAIT-Hop-3yr-4", "820", "2016").Missing);
        Assert.Equal(MissingReason.NotApplicable, Of("LAIT-Mitten-Rate", "822", "2005-07").Missing);

        Observation Of(string indicator, string geography, string label) =>
            Assert.Single(seen, o => o.IndicatorId == indicator && o.GeographyCode == geography && o.PeriodLabel == label);
    }

    [Fact]
    public async Task A_file_of_one_s_own_is_read_by_the_long_template()
    {
        var import = await Import("own-long", Data("own-long.csv"), Read<ImportMapping>(Seeds("mappings/long.json")));
        Assert.Equal((ImportState.Imported, 5, 2, 0), (import.State, import.RowsKept, import.RowsMissing, import.WarningsTotal));
        var seen = await Observations("own-long");
        Assert.Contains(seen, o => o is { IndicatorId: "CF-A1", GeographyCode: "919", Value: 12.5m, Numerator: 125, Denominator: 1000 });
        Assert.Contains(seen, o => o is { GeographyCode: "931", Missing: MissingReason.Suppressed, PeriodLabel: "2005-06" });
        Assert.Contains(seen, o => o is { IndicatorId: "KIGS-LACRATE", GeographyCode: "england" } && Days(o).Item1 == "2006-03-31");
    }

    [Fact]
    public async Task A_file_of_one_s_own_is_read_by_the_wide_template()
    {
        var import = await Import("own-wide", Data("own-wide.csv"), Read<ImportMapping>(Seeds("mappings/wide.json")));
        Assert.Equal((ImportState.Imported, 9, 9, 2), (import.State, import.RowsRead, import.RowsKept, import.RowsMissing));
        var seen = await Observations("own-wide");
        Assert.Contains(seen, o => o is { IndicatorId: "ABS-PRI", PeriodLabel: "2005", Value: 5.4m } && Days(o) == ("2004-09-01", "2005-08-31"));
        Assert.Contains(seen, o => o is { IndicatorId: "CF-A1", GeographyCode: "919", Status: ObservationStatus.Provisional, PeriodLabel: "2006 (prov)" } && Days(o).Item2 == "2006-03-31");
    }

    [Fact]
    public async Task The_synthetic_set_is_read_whole_without_a_doubt_and_fills_a_profile()
    {
        var (dataset, _) = Seed.ReadDataset(Seeds("synthetic-2006/dataset.json"));
        await app.Analyst.CreateDatasetAsync(new() { RequestId = IndicatorsApp.Id(), Dataset = dataset });
        var file = await File.ReadAllBytesAsync(Seeds("synthetic-2006/observations.csv"));
        var header = Files.Describe(dataset.Id, file, Read<ImportMapping>(Seeds("synthetic-2006/mapping.json")));
        header.Synthetic = true;
        var import = await app.Analyst.Send(header, file, 64 * 1024);
        Assert.Equal((ImportState.Imported, 12 * 92 * 5, 0, 0), (import.State, import.RowsKept, import.RowsRefused, import.WarningsTotal));
        var released = await app.Release(dataset.Id);

        var profile = await app.Analyst.GetProfileAsync(new() { DatasetVersion = released.Versions[0].Name, LaCode = "919" });
        Assert.True(profile.Synthetic);
        var rows = profile.Rows.Where(r => r.Values.Count > 0).ToList();
        Assert.Equal(92, rows.Count);
        Assert.All(rows, r => Assert.Equal(5, r.Values.Count));
        // Missing comparisons show, and none of them is in line.
        Assert.Contains(rows, r => r.England.Light is Light.NotAvailable);
        Assert.Contains(rows, r => r.StatisticalNeighbours is { WithData: > 0 and < 10, Listed: 10 });
        foreach (var light in (Light[])[Light.Better, Light.InLine, Light.Worse]) Assert.Contains(rows, r => r.StatisticalNeighbours.Light == light);
    }

    [Fact]
    public async Task A_file_of_comparator_sets_is_put_as_it_is_read_and_again_without_change()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "model,la_code,la_name,rank,neighbour_code,neighbour_name,closeness\nTEST-1,919,Hertfordshire,1,931,Oxfordshire,Very close\nTEST-1,919,Hertfordshire,2,850,Hampshire,Not close\nTEST-1,942,Cumberland,1,-,,-\n");
        var set = Assert.Single(ComparatorFile.Read(path, "-full").Sets);
        File.Delete(path);
        for (var i = 0; i < 2; i++) await app.Administrator.PutComparatorSetAsync(new() { RequestId = IndicatorsApp.Id(), Set = set });
        var put = await app.Analyst.GetComparatorSetAsync(new() { Name = "comparatorSets/test-1-full" });
        Assert.Equal("very close", Assert.Single(put.Lists).Comparators[0].Closeness);
    }

    async Task<Import> Import(string dataset, string path, ImportMapping mapping)
    {
        await app.Analyst.CreateDatasetAsync(new() { RequestId = IndicatorsApp.Id(), Dataset = new() { Id = dataset, Title = dataset } });
        var file = await File.ReadAllBytesAsync(path);
        return await app.Analyst.Send(Files.Describe(dataset, file, mapping), file);
    }

    async Task<IReadOnlyList<Indicator>> Catalogue() => (await app.Analyst.ListIndicatorsAsync(new() { PageSize = 1000 })).Indicators;

    Task<List<Observation>> Observations(string dataset) => app.WithDb(db => db.ObservationsOf(new() { DatasetId = dataset, Version = 1 }).ToListAsync());

    static (string, string) Days(Observation observation) => ($"{observation.PeriodStart:yyyy-MM-dd}", $"{observation.PeriodEnd:yyyy-MM-dd}");

    static T Read<T>(string path) where T : IMessage<T>, new() => Seed.Message<T>(path);

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Apa.Micro.sln above the test");
    }
}
