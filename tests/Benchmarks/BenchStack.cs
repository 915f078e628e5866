using System.Diagnostics;
using Apa.LocalHost;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Npgsql;
using Spectre.Console;
using Client = Apa.Protos.Indicators.V1.IndicatorsService.IndicatorsServiceClient;

namespace Apa.Benchmarks;

/// <summary>A stack of its own with durable servers, empty but for places; spoken to by its public API.</summary>
sealed class BenchStack : IAsyncDisposable
{
    readonly LocalStack stack;
    readonly Place place;
    readonly Dictionary<string, GrpcChannel> channels = [];

    BenchStack(LocalStack stack, Place place) => (this.stack, this.place) = (stack, place);

    public Client Analyst => new(As("indicators", "anna-analyst"));
    public Client Administrator => new(As("indicators", "alex-administrator"));

    /// <summary>A superuser's connection to the private server.</summary>
    public string Admin => stack.Postgres!.AdminConnectionString;

    /// <summary>A superuser's connection to one of its databases.</summary>
    public string Database(string name) => new NpgsqlConnectionStringBuilder(Admin) { Database = name }.ConnectionString;

    /// <summary>Where the broker's administrator connects to.</summary>
    public Uri Broker => new(stack.BrokerAddress("admin"));

    /// <param name="place">Where it runs.</param>
    /// <param name="environment">More environment for every process; null: none.</param>
    public static async Task<BenchStack> Start(Place place, CancellationToken ct, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (Directory.Exists(place.Stack)) Directory.Delete(place.Stack, recursive: true);
        Directory.CreateDirectory(place.Bench);
        return new(await LocalStack.StartAsync(new(place.Root, place.Stack, Environment: environment, Say: AnsiConsole.WriteLine), ct), place);
    }

    /// <summary>Where a service answers over HTTP.</summary>
    public Uri Http(string service) => new(stack[service].HttpAddress);

    /// <summary>Calls of a person to a service.</summary>
    public CallInvoker As(string service, string person)
    {
        if (!channels.TryGetValue(service, out var channel))
            channels[service] = channel = GrpcChannel.ForAddress(stack[service].Grpc!, new() { MaxReceiveMessageSize = 64 * 1024 * 1024 });
        var token = File.ReadAllText(Path.Combine(place.Stack, "tokens", $"{person}.jwt")).Trim();
        return channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    /// <summary>The seed's road by the client, in a process of its own.</summary>
    public async Task Travel(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet",
            [LocalStack.Built(place.Root, "services/Cli/Apa.Cli.csproj"), "road", Path.Combine(place.Root, "seeds", "hertfordshire-2006"), "--state", place.Stack])
        {
            UseShellExecute = false,
        };
        using var road = Process.Start(start)!;
        await road.WaitForExitAsync(ct);
        if (road.ExitCode != 0) throw new InvalidOperationException("the road was not travelled to its end");
    }

    /// <summary>The places of the seeds and so many indicators, m1 to mN, none of them real.</summary>
    public async Task<List<string>> Fill(int indicators, CancellationToken ct)
    {
        var geographies = Read<PutGeographiesRequest>("geographies.json");
        await Administrator.PutGeographiesAsync(geographies, cancellationToken: ct);
        foreach (var chunk in Enumerable.Range(1, indicators).Chunk(500))
            await Administrator.PutIndicatorsAsync(new() { RequestId = Guid.NewGuid().ToString(), Indicators = { chunk.Select(Indicator) } }, cancellationToken: ct);
        var set = Read<PutComparatorSetRequest>("comparators/nfer-2021-adapted.json");
        await Administrator.PutComparatorSetAsync(set, cancellationToken: ct);
        return [.. geographies.Geographies.Where(one => one.Kind == GeographyKind.Authority && one.ValidFrom.Length == 0).Select(one => one.Code)];
    }

    T Read<T>(string file) where T : IMessage<T>, new()
    {
        var message = JsonParser.Default.Parse<T>(File.ReadAllText(Path.Combine(place.Root, "seeds", file)));
        message.Descriptor.FindFieldByName("request_id").Accessor.SetValue(message, Guid.NewGuid().ToString());
        return message;
    }

    static Indicator Indicator(int number) => new()
    {
        Code = $"m{number}",
        Title = $"Invented measure {number}",
        Definition = "Of all those counted, the share of whom it holds; invented, to be measured by.",
        Unit = "%",
        Decimals = 1,
        Polarity = number % 3 == 0 ? Polarity.Lower : Polarity.Higher,
        Outcome = $"O{number % 6}",
        KeyJudgement = $"{number % 6 + 1}.{number % 7 + 1}",
        PeriodForm = PeriodForm.FinancialYear,
        Provenance = new() { Source = "Invented", Verification = Verification.Unverified },
    };

    /// <summary>Most memory that the Indicators process ever had, in MB.</summary>
    public double PeakMemory() => Memory("indicators", "VmHWM");

    /// <summary>Memory that a service's process has now, in MB.</summary>
    public double Memory(string service) => Memory(service, "VmRSS");

    double Memory(string service, string what)
    {
        var line = File.ReadLines($"/proc/{Pid(service)}/status").First(one => one.StartsWith($"{what}:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Processor time that a service's process has used so far, its children's not counted; in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime(string service)
    {
        using var process = Process.GetProcessById(Pid(service));
        return process.TotalProcessorTime;
    }

    int Pid(string service) => int.Parse(File.ReadAllText(Path.Combine(place.Stack, "run", $"{service}.pid")).Split([' ', '\n'])[0], System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in channels.Values) channel.Dispose();
        await stack.DisposeAsync();
    }
}
