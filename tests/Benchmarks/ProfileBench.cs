using System.Diagnostics;
using Apa.Protos.Indicators.V1;
using Google.Protobuf;
using Grpc.Net.Client;
using Spectre.Console;
using Client = Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient;

namespace Apa.Benchmarks;

/// <summary>
/// GetProfile of the real process, for authorities in turn, against a process that returns one such message from memory; and the same
/// with ten times the history stored, of which as much is shown.
/// </summary>
static class ProfileBench
{
    const int AtATime = 4;
    const int Rounds = 3;
    static readonly TimeSpan Each = TimeSpan.FromSeconds(6);

    public static async Task<int> Run(Place place, int authorities, int indicators, CancellationToken ct)
    {
        await using var stack = await BenchStack.Start(place, ct);
        List<string> codes = [.. (await stack.Fill(indicators, ct)).Take(authorities)];
        await Dataset(stack, place, "shallow", indicators, codes, years: 10, ct);
        await Dataset(stack, place, "deep", indicators, codes, years: 100, ct);

        var message = await stack.Analyst.GetProfileAsync(Ask("shallow", codes[0]), cancellationToken: ct);
        var file = Path.Combine(place.Bench, "profile.bin");
        await File.WriteAllBytesAsync(file, message.ToByteArray(), ct);
        AnsiConsole.WriteLine(FormattableString.Invariant($"{message.Rows.Count} rows, {message.CalculateSize() / 1024} KB a profile"));
        var (process, address) = await Prebuilt.Start(file);
        using var channel = GrpcChannel.ForAddress(address, new() { MaxReceiveMessageSize = 64 * 1024 * 1024 });
        try
        {
            await Compare(place, stack.Analyst, new(channel), codes, ct);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            process.Dispose();
            File.Delete(file);
        }
        return 0;
    }

    static async Task Compare(Place place, Client ours, Client prebuilt, List<string> codes, CancellationToken ct)
    {
        var runs = new Dictionary<string, List<Load>> { ["prebuilt"] = [], ["shallow"] = [], ["deep"] = [] };
        for (var round = 0; round <= Rounds; round++)
            foreach (var (what, loads) in runs)
            {
                var load = await Load.Of(what == "prebuilt" ? prebuilt : ours, what, codes, round == 0 ? TimeSpan.FromSeconds(3) : Each, ct);
                // The first round warms up.
                if (round > 0) loads.Add(load);
                if (round > 0) AnsiConsole.WriteLine(FormattableString.Invariant($"round {round}: {what} {load.PerSecond:0} calls/s, p99 {load.P99:0.0} ms"));
            }
        var (limit, shallow, deep) = (Load.Middle(runs["prebuilt"]), Load.Middle(runs["shallow"]), Load.Middle(runs["deep"]));
        await Results.Tell(place, "profile",
        [
            new("the same message, prebuilt in memory", "calls/s", limit.PerSecond, P50: limit.P50, P99: limit.P99),
            new("GetProfile, ten periods stored", "calls/s", shallow.PerSecond, limit.PerSecond, shallow.PerSecond / limit.PerSecond, shallow.P50, shallow.P99, Wanted: "ratio at least 0.4, p99 under 5 × its"),
            new("GetProfile, a hundred stored, ten shown", "calls/s", deep.PerSecond, shallow.PerSecond, deep.PerSecond / shallow.PerSecond, deep.P50, deep.P99, Wanted: "ratio at least 1/1.2"),
        ], ct);
    }

    static async Task Dataset(BenchStack stack, Place place, string id, int indicators, List<string> codes, int years, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var created = await stack.Analyst.CreateDatasetAsync(new()
        {
            RequestId = Guid.NewGuid().ToString(),
            Dataset = new() { Id = id, Title = "Invented", StatisticalNeighboursSet = "comparatorSets/nfer-2021-adapted" },
        }, cancellationToken: ct);
        var file = await InventedFile.Write(Path.Combine(place.Bench, $"{id}.csv"), int.MaxValue, indicators, codes, years, ct);
        await file.Send(stack.Analyst, id, ct);
        File.Delete(file.Path);
        AnsiConsole.WriteLine(FormattableString.Invariant($"{id}: {file.Rows:#,0} rows imported ({watch.Elapsed.TotalSeconds:0.0} s)"));
        watch.Restart();
        var etag = (await stack.Analyst.GetDatasetAsync(new() { Name = created.Name }, cancellationToken: ct)).Etag;
        await stack.Analyst.ReleaseDatasetAsync(new() { RequestId = Guid.NewGuid().ToString(), Name = created.Name, Etag = etag }, cancellationToken: ct);
        AnsiConsole.WriteLine(FormattableString.Invariant($"{id}: released, profiles worked out ({watch.Elapsed.TotalSeconds:0.0} s)"));
    }

    static GetProfileRequest Ask(string dataset, string laCode) => new() { DatasetVersion = $"datasets/{dataset}/versions/1", LaCode = laCode };

    /// <summary>What came of some seconds of calls, several at a time.</summary>
    sealed record Load(double PerSecond, double P50, double P99)
    {
        public static async Task<Load> Of(Client client, string dataset, List<string> codes, TimeSpan time, CancellationToken ct)
        {
            var watch = Stopwatch.StartNew();
            var taken = await Task.WhenAll(Enumerable.Range(0, AtATime).Select(async worker =>
            {
                var mine = new List<double>();
                for (var i = worker; watch.Elapsed < time; i += AtATime)
                {
                    var before = Stopwatch.GetTimestamp();
                    await client.GetProfileAsync(Ask(dataset, codes[i % codes.Count]), cancellationToken: ct);
                    mine.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                }
                return mine;
            }));
            List<double> all = [.. taken.SelectMany(one => one).Order()];
            return new(all.Count / watch.Elapsed.TotalSeconds, all[all.Count / 2], all[(int)(all.Count * 0.99)]);
        }

        public static Load Middle(List<Load> loads) =>
            new(Results.Middle(loads.Select(load => load.PerSecond)), Results.Middle(loads.Select(load => load.P50)), Results.Middle(loads.Select(load => load.P99)));
    }
}
