using System.Globalization;
using System.IO.Compression;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using CsvHelper;
using Google.Protobuf;
using static Apa.Indicators.Tests.Service.Files;
using static Apa.Indicators.Tests.Service.IndicatorsApp;

namespace Apa.Indicators.Tests.Service;

/// <summary>
/// A sample of real public data, 87,040 rows of 59 measures, beside the project where it is to be had: imported by the mapping that we
/// ship, and every neighbour mean, rank and quartile of every authority compared with a second calculation that shares no code.
/// </summary>
public sealed class RealSampleTests(IndicatorsApp app) : IClassFixture<IndicatorsApp>
{
    /// <summary>By <c>./apa test --data FILE</c>, else beside the project; the list of measures lies beside it.</summary>
    static readonly string Data = Environment.GetEnvironmentVariable("APA_DATA") ?? Path.Combine(Root(), "..", "shared", "data", "lait-sample.csv.gz");
    static readonly string Domain = Path.Combine(Root(), "..", "shared", "domain");

    [Fact]
    public async Task Neighbour_means_ranks_and_quartiles_are_those_of_a_second_calculation()
    {
        Assert.SkipUnless(File.Exists(Data), "the sample of real data is not beside the project");
        var measures = Rows(File.OpenRead(Path.Combine(Path.GetDirectoryName(Data)!, "lait-sample-measures.csv"))).GroupBy(row => row["Measure_short"]).Select(group => group.First()).ToList();
        var neighbours = Rows(File.OpenRead(Path.Combine(Domain, "statistical_neighbours.csv"))).Where(row => row["model"] == "DfE-2025").ToList();
        await Prepare(measures, neighbours);

        var file = await File.ReadAllBytesAsync(Data, TestContext.Current.CancellationToken);
        var import = await app.Analyst.Send(Describe("lait", file, Seed<ImportMapping>("mappings/dfe-long.json")), file, piece: 200_000);
        Assert.Equal((87_040, 87_040, 0), (import.RowsRead, import.RowsKept, import.RowsRefused));
        Assert.Equal((10_987, 167), (import.RowsMissing, import.WarningsTotal));
        await app.Release("lait");

        var times = Seed<PutGeographiesRequest>("geographies.json").Geographies.ToDictionary(place => place.Code, place => (place.ValidFrom, To: place.ValidTo.Length == 0 ? "9" : place.ValidTo));
        var second = new SecondCalculation(Rows(new GZipStream(new MemoryStream(file), CompressionMode.Decompress)), measures, neighbours,
            (code, end) => string.CompareOrdinal(times[code].ValidFrom, end) <= 0 && string.CompareOrdinal(end, times[code].To) <= 0);
        var (compared, ranked) = (0, 0);
        foreach (var code in second.Authorities)
            foreach (var row in (await app.Analyst.GetProfileAsync(new() { DatasetVersion = "datasets/lait/versions/1", LaCode = code })).Rows.Where(row => row.Values.Count > 0))
            {
                var expected = second.Of(row.Indicator.Code["L-".Length..], code, row.Values[^1].Period.Label, row.Values[^1].Period.End);
                var at = $"{code}, {row.Indicator.Code}, {row.Values[^1].Period.Label}";
                Assert.True(Near(expected.Mean, row.StatisticalNeighbours.Value), $"{at}: mean {expected.Mean}, ours {row.StatisticalNeighbours.Value}");
                Assert.True((expected.Rank, expected.Of, expected.Quartile) == (row.Rank, row.RankOf, row.Quartile), $"{at}: {expected}, ours {row.Rank} of {row.RankOf}, {row.Quartile}");
                compared++;
                if (row.Rank > 0) ranked++;
            }
        Assert.True(compared > 8000 && ranked > 5000, $"{compared} compared, {ranked} ranked");
    }

    static bool Near(double? expected, string ours) => expected is null ? ours.Length == 0 : ours.Length > 0 && Math.Abs(expected.Value - double.Parse(ours, CultureInfo.InvariantCulture)) < 2e-6;

    async Task Prepare(List<Dictionary<string, string>> measures, List<Dictionary<string, string>> neighbours)
    {
        var geographies = Seed<PutGeographiesRequest>("geographies.json");
        geographies.RequestId = Id();
        await app.Administrator.PutGeographiesAsync(geographies);
        await app.Administrator.PutIndicatorsAsync(new() { RequestId = Id(), Indicators = { measures.Select(Measure) } });
        var set = new Proto.ComparatorSet { Id = "dfe", Kind = ComparatorKind.StatisticalNeighbours, Title = "Neighbours", Provenance = Places.Known() };
        set.Lists.AddRange(neighbours.Where(row => row["neighbour_code"].Length == 3).GroupBy(row => row["la_code"]).Select(group => new Proto.ComparatorList
        {
            LaCode = group.Key,
            Comparators = { group.OrderBy(row => int.Parse(row["rank"])).Select((row, i) => new Comparator { Rank = i + 1, LaCode = row["neighbour_code"], Closeness = "" }) },
        }));
        await app.Administrator.PutComparatorSetAsync(new() { RequestId = Id(), Set = set });
        await app.Analyst.CreateDatasetAsync(new() { RequestId = Id(), Dataset = new() { Id = "lait", Title = "A sample", StatisticalNeighboursSet = "comparatorSets/dfe" } });
    }

    static Proto.Indicator Measure(Dictionary<string, string> row, int number) => new()
    {
        Code = $"L-{number}",
        Title = row["Measure"],
        Outcome = "SS",
        Polarity = row["Polarity"] switch { "High" => Polarity.Higher, "Low" => Polarity.Lower, _ => Polarity.Unspecified },
        PeriodForm = row["Year_Type"] switch { "Calendar Year" => PeriodForm.CalendarYear, "Financial Year" => PeriodForm.FinancialYear, "Academic Year" => PeriodForm.SchoolYear, _ => PeriodForm.Point },
        PeriodDay = row["Year_Type"].StartsWith("Annual") ? "03-31" : "",
        Codes = { new Code { Scheme = "lait", Value = row["Measure_short"] } },
    };

    static T Seed<T>(string file) where T : IMessage, new() => (T)JsonParser.Default.Parse(File.ReadAllText(Path.Combine(Root(), "seeds", file)), new T().Descriptor);

    static List<Dictionary<string, string>> Rows(Stream file)
    {
        using var reader = CsvReader.Create(file, new CsvReaderOptions { Separator = ',' });
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read()) rows.Add(reader.Headers.Select((name, i) => (name, reader.GetString(i).Trim())).ToDictionary(pair => pair.name, pair => pair.Item2));
        return rows;
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Apa.Micro.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    /// <summary>The same figures by floating point numbers and counting, straight from the file: as LAIT's own code goes about it.</summary>
    sealed class SecondCalculation
    {
        readonly Dictionary<(string Measure, string Label), Dictionary<string, double>> values = [];
        readonly Dictionary<string, List<string>> neighbours;
        readonly List<string> polarities;
        readonly Func<string, string, bool> wasThere;

        public SecondCalculation(List<Dictionary<string, string>> rows, List<Dictionary<string, string>> measures, List<Dictionary<string, string>> lists, Func<string, string, bool> wasThere)
        {
            this.wasThere = wasThere;
            var numbers = measures.Select((row, i) => (Short: row["Measure_short"], i)).ToDictionary(pair => pair.Short, pair => $"{pair.i}");
            polarities = [.. measures.Select(row => row["Polarity"])];
            neighbours = lists.GroupBy(row => row["la_code"]).ToDictionary(group => group.Key, group => group.Select(row => row["neighbour_code"]).ToList());
            foreach (var row in rows.Where(row => row["Values"] != "-"))
            {
                var key = (numbers[row["Short Desc"]], row["Years"]);
                if (!values.TryGetValue(key, out var column)) values[key] = column = [];
                column[row["LA Number"]] = double.Parse(row["Values"], NumberStyles.Float, CultureInfo.InvariantCulture);
            }
            Authorities = [.. rows.Select(row => row["LA Number"]).Where(code => code.Length == 3 && string.CompareOrdinal(code, "970") < 0).Distinct().Order()];
        }

        public IReadOnlyList<string> Authorities { get; }

        public (double? Mean, int Rank, int Of, string Quartile) Of(string measure, string code, string label, string end)
        {
            if (!values.TryGetValue((measure, label), out var column)) column = [];
            var near = neighbours.GetValueOrDefault(code, []).Where(column.ContainsKey).Select(other => column[other]).ToList();
            double? mean = near.Count == 0 ? null : near.Sum() / near.Count;
            var all = Authorities.Where(other => column.ContainsKey(other) && wasThere(other, end)).Select(other => column[other]).ToList();
            if (!column.TryGetValue(code, out var own) || !wasThere(code, end) || all.Count < 2 || polarities[int.Parse(measure)] is var polarity && polarity is not ("High" or "Low")) return (mean, 0, 0, "");
            var rank = 1 + all.Count(other => polarity == "High" ? Further(other, own) : Further(own, other));
            all.Sort();
            var fourth = own <= R7(all, 0.25) ? 1 : own <= R7(all, 0.5) ? 2 : own <= R7(all, 0.75) ? 3 : 4;
            return (mean, rank, all.Count, "ABCD"[polarity == "High" ? 4 - fourth : fourth - 1].ToString());
        }

        // Values that differ in binary noise only are the same value.
        static bool Further(double one, double other) => one - other > 1e-9;

        static double R7(List<double> sorted, double p)
        {
            var h = (sorted.Count - 1) * p;
            var (low, high) = ((int)Math.Floor(h), (int)Math.Ceiling(h));
            return sorted[low] + (h - low) * (sorted[high] - sorted[low]) + 1e-9;
        }
    }
}
