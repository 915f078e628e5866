using System.Text.Json.Nodes;
using Apa.Hosting;
using Apa.LocalHost;
using Apa.Tests;
using Npgsql;
using RabbitMQ.Client;

namespace Apa.Faults.Tests;

/// <summary>
/// A whole durable stack in a folder of its own, with replicas and with times of seconds, a round of the seed's and invented
/// authorities, and a subscriber's queue for the public. Nobody supervises it: what a test kills, the test starts again.
/// </summary>
sealed class FaultStack : IAsyncDisposable
{
    const string Seed = "hertfordshire-2006";

    FaultStack(LocalStack stack, Plan plan, string state, Renderer renderer) => (Stack, Plan, State, Renderer) = (stack, plan, state, renderer);

    public LocalStack Stack { get; }
    public Plan Plan { get; }
    public string State { get; }
    public Renderer Renderer { get; }

    /// <summary>Whether its folder, with all logs, goes at the end: only where nothing failed.</summary>
    public bool Forget { get; set; }

    /// <summary>Processes of a service.</summary>
    public IReadOnlyList<string> Replicas(string service) => [.. Stack.Processes.Select(p => p.Name).Where(name => name == service || name.StartsWith(service + "-", StringComparison.Ordinal))];

    public static async Task<FaultStack> StartAsync(Plan plan)
    {
        var state = Path.Combine(Path.GetTempPath(), $"apa-faults-{Guid.NewGuid():N}"[..22]);
        Directory.CreateDirectory(state);
        var renderer = new Renderer(Path.Combine(state, "renderer"));
        WriteSeeds(plan, state);
        var stack = await LocalStack.StartAsync(new(StackClient.Root, state, Supervise: false, Replicas: plan.Replicas, Environment: new Dictionary<string, string>
        {
            ["Pdf__Python"] = renderer.Script,
            ["Messaging__HeartbeatSeconds"] = "2",
            ["Messaging__PublishTimeoutSeconds"] = "2",
        }));
        var faults = new FaultStack(stack, plan, state, renderer);
        await faults.Subscribe();
        return faults;
    }

    /// <summary>The repository's seeds, but with a round of all authorities of the plan; the others are invented, and say so.</summary>
    static void WriteSeeds(Plan plan, string state)
    {
        var (from, to) = (Path.Combine(StackClient.Root, "seeds"), Path.Combine(state, "seeds"));
        Directory.CreateDirectory(Path.Combine(to, Seed));
        foreach (var entry in Directory.GetFileSystemEntries(from).Where(e => Path.GetFileName(e) != Seed)) File.CreateSymbolicLink(Path.Combine(to, Path.GetFileName(entry)), entry);
        foreach (var entry in Directory.GetFileSystemEntries(Path.Combine(from, Seed)).Where(e => Path.GetFileName(e) != "round.json"))
            File.CreateSymbolicLink(Path.Combine(to, Seed, Path.GetFileName(entry)), entry);
        var round = JsonNode.Parse(File.ReadAllText(Path.Combine(from, Seed, "round.json")))!;
        foreach (var code in plan.Invented)
            round["members"]!.AsArray().Add(new JsonObject
            {
                ["authority"] = new JsonObject { ["laCode"] = code, ["name"] = $"Invented {code}", ["formalName"] = $"Invented Council {code}" },
                ["state"] = "MEMBER_STATE_TO_ASSESS",
            });
        File.WriteAllText(Path.Combine(to, Seed, "round.json"), round.ToJsonString());
    }

    /// <summary>The queue of the public's subscriber, which nobody reads until the end: what comes twice lies in it twice.</summary>
    async Task Subscribe()
    {
        await using var connection = await new ConnectionFactory { Uri = new(Stack.BrokerAddress("press")) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("press", durable: true, exclusive: false, autoDelete: false, Hosting.Stack.QueueArguments.ToDictionary(a => a.Key, a => (object?)a.Value));
        await channel.QueueBindAsync("press", "apa.publication.v1.public.LetterPublished", "");
    }

    /// <summary>The seed's authority from numbers to publication; told of each stage as it begins.</summary>
    public Task Travel(Func<string, Task> atStage) => StackClient.Travel(State, Path.Combine(State, "seeds", Seed), atStage);

    /// <inheritdoc cref="StackClient.Ask"/>
    public Task<string> Ask(params string[] command) => StackClient.Ask(State, command);

    /// <summary>Rows of a query in a service's database, as the superuser.</summary>
    public async Task<List<T>> Query<T>(string service, string sql, Func<NpgsqlDataReader, T> read)
    {
        // Not pooled: a connection of before the server was killed is no use.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Stack.Postgres!.AdminConnectionString) { Database = service, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public async Task<long> Count(string service, string sql) => (await Query(service, sql, row => row.GetInt64(0)))[0];

    /// <summary>A connection to the broker as its administrator.</summary>
    public Task<IConnection> Broker() => new ConnectionFactory { Uri = new(Stack.BrokerAddress("admin")), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        Renderer.Release();
        await Stack.DisposeAsync();
        if (Forget) Directory.Delete(State, recursive: true);
        else Console.WriteLine($"faults| logs are kept in {State}");
    }
}
