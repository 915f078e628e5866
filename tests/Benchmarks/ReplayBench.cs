using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Spectre.Console;
using Client = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;

namespace Apa.Benchmarks;

/// <summary>
/// A subscriber that comes late: 100,000 events in pages, over gRPC and over HTTP, against the same pages read from the database and
/// thrown away. The service's memory while it answers.
/// </summary>
static class ReplayBench
{
    const int PageSize = 1000;

    public static async Task<int> Run(Place place, int events, CancellationToken ct)
    {
        Directory.CreateDirectory(place.Bench);
        // One client asks as fast as it is answered.
        await using var stack = await BenchStack.Start(place, ct, new Dictionary<string, string> { ["Web__RateLimit__Permits"] = "1000000" });
        await stack.Travel(ct);
        await Fill(stack, events, ct);

        var bare = await Bare(stack, ct);
        var client = new Client(stack.As("publication", "press"));
        var grpc = await Timed(stack, "gRPC", after => OverGrpc(client, after, ct));
        using var http = new HttpClient { BaseAddress = stack.Http("publication") };
        var batch = await Timed(stack, "HTTP", after => OverHttp(http, after, ct));
        await Results.Tell(place, "replay",
        [
            new("pages read from the database and thrown away", "events/s", bare.Rate),
            new("catch-up over gRPC, ListPublicationEvents", "events/s", grpc.Rate, bare.Rate, grpc.Rate / bare.Rate, Rss: grpc.Most),
            new("catch-up over HTTP, GET /events", "events/s", batch.Rate, bare.Rate, batch.Rate / bare.Rate, Rss: batch.Most),
            new("memory over gRPC: most, against that after a tenth", "MB", grpc.Most, grpc.First, grpc.Most / grpc.First, Wanted: "ratio at most 1.2"),
            new("memory over HTTP: most, against that after a tenth", "MB", batch.Most, batch.First, batch.Most / batch.First, Wanted: "ratio at most 1.2"),
        ], ct);
        return 0;
    }

    /// <summary>Copies of the public event of the seed's letter, as long ago sent.</summary>
    static async Task Fill(BenchStack stack, int events, CancellationToken ct)
    {
        await using var connection = await Open(stack, ct);
        await using var insert = new NpgsqlCommand("""
            INSERT INTO outbox (id, type, exchange, audience, subject, revision, data, traceparent, created, position, sent)
            SELECT gen_random_uuid(), type, exchange, audience, subject, revision + n, data, traceparent, created, last.position + n, now()
            FROM (SELECT * FROM outbox WHERE type = 'apa.publication.v1.LetterPublished' LIMIT 1) AS seed, (SELECT max(position) AS position FROM outbox) AS last, generate_series(1, $1) AS n
            """, connection) { Parameters = { new() { Value = events } }, CommandTimeout = 300 };
        await insert.ExecuteNonQueryAsync(ct);
        await using var analyse = new NpgsqlCommand("VACUUM ANALYZE outbox", connection);
        await analyse.ExecuteNonQueryAsync(ct);
    }

    static async Task<(double Rate, double First, double Most)> Bare(BenchStack stack, CancellationToken ct)
    {
        await using var connection = await Open(stack, ct);
        return await Timed(stack, "bare", async after =>
        {
            await using var page = new NpgsqlCommand("SELECT id, type, exchange, audience, subject, revision, data, traceparent, created, position, sent FROM outbox WHERE position > $1 AND audience = 'public' ORDER BY position LIMIT $2", connection)
            {
                Parameters = { new() { Value = after }, new() { Value = PageSize + 1 } },
            };
            await using var rows = await page.ExecuteReaderAsync(ct);
            var (count, last) = (0, after);
            while (count < PageSize && await rows.ReadAsync(ct))
            {
                _ = rows.GetString(6);
                (count, last) = (count + 1, rows.GetInt64(9));
            }
            return (count, last, count == PageSize);
        });
    }

    static async Task<(int Count, long Next, bool More)> OverGrpc(Client client, long after, CancellationToken ct)
    {
        var page = await client.ListPublicationEventsAsync(new() { After = after == 0 ? "" : $"{after}", PageSize = PageSize }, cancellationToken: ct);
        return (page.Events.Count, long.Parse(page.Next), page.More);
    }

    static async Task<(int Count, long Next, bool More)> OverHttp(HttpClient http, long after, CancellationToken ct)
    {
        using var answer = await http.GetAsync(new Uri($"/events?after={after}&limit={PageSize}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        using var batch = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        var count = batch.RootElement.GetArrayLength();
        return (count, count == 0 ? after : long.Parse(batch.RootElement[count - 1].GetProperty("position").GetString()!), answer.Headers.GetValues("Apa-More").Single() == "true");
    }

    /// <summary>Twice, the first to warm up: events a second, and MB after a tenth and at most.</summary>
    static async Task<(double Rate, double First, double Most)> Timed(BenchStack stack, string what, Func<long, Task<(int Count, long Next, bool More)>> page)
    {
        (double Rate, double First, double Most) result = default;
        for (var run = 0; run < 2; run++)
        {
            var memory = new List<double>();
            var (events, after, more) = (0, 0L, true);
            var watch = Stopwatch.StartNew();
            while (more)
            {
                (var count, after, more) = await page(after);
                events += count;
                memory.Add(stack.Memory("publication"));
            }
            result = (events / watch.Elapsed.TotalSeconds, memory[memory.Count / 10], memory.Skip(memory.Count / 10).Max());
            AnsiConsole.WriteLine(FormattableString.Invariant($"{what}: {events} events, {result.Rate:0} a second, {result.First:0} MB after a tenth, {result.Most:0} MB at most"));
        }
        return result;
    }

    static async Task<NpgsqlConnection> Open(BenchStack stack, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(stack.Database("publication"));
        await connection.OpenAsync(ct);
        return connection;
    }
}
