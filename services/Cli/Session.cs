using System.Text.Json;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Operations.V1;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Apa.Cli;

/// <summary>
/// Where the suite is and who is speaking: addresses and tokens lie in the state directory of a running stack.
/// </summary>
sealed class Session : IDisposable
{
    readonly string stateDirectory;
    readonly Dictionary<string, GrpcChannel> channels = [];
    readonly Tokens tokens;

    /// <param name="running">False: no service is called, and none has to be there.</param>
    public Session(string stateDirectory, bool running = true)
    {
        this.stateDirectory = stateDirectory;
        tokens = new(Path.Combine(stateDirectory, "tokens"));
        foreach (var (service, address) in running ? Addresses() : [])
            channels[service] = GrpcChannel.ForAddress(address, new GrpcChannelOptions
            {
                MaxReceiveMessageSize = 32 * 1024 * 1024,
                ServiceConfig = new() { MethodConfigs = { RetryWhereUnavailable } },
            });
    }

    /// <summary>From the environment as Aspire gives them, else from the file that the local host writes.</summary>
    Dictionary<string, string> Addresses()
    {
        var given = new Dictionary<string, string>();
        foreach (var service in (string[])["indicators", "judgement", "letter", "publication"])
            if (Environment.GetEnvironmentVariable($"services__{service}__grpc__0") is { Length: > 0 } address) given[service] = address;
        if (given.Count > 0) return given;
        var file = Path.Combine(stateDirectory, "addresses.json");
        if (!File.Exists(file)) throw new CommandFailed($"no running stack: {file} is not there; start one with ./apa up");
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var service in json.RootElement.EnumerateObject())
            if (service.Value.TryGetProperty("grpc", out var address)) given[service.Name] = address.GetString()!;
        return given;
    }

    /// <summary>A service that is being restarted is asked again; every mutating call carries a request_id, so this is safe.</summary>
    static MethodConfig RetryWhereUnavailable => new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new()
        {
            MaxAttempts = 5,
            InitialBackoff = TimeSpan.FromMilliseconds(200),
            MaxBackoff = TimeSpan.FromSeconds(5),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    /// <summary>Whether the stack has this service: one may run without the others.</summary>
    public bool Runs(string service) => channels.ContainsKey(service);

    /// <summary>The folder with addresses, tokens and what was published.</summary>
    public string StateDirectory => stateDirectory;

    public IndicatorsService.IndicatorsServiceClient Indicators(string? person) => new(Invoker("indicators", person));
    public JudgementService.JudgementServiceClient Judgement(string? person) => new(Invoker("judgement", person));
    public DialogueService.DialogueServiceClient Dialogue(string? person) => new(Invoker("judgement", person));
    public ModerationBoardService.ModerationBoardServiceClient Board(string? person) => new(Invoker("judgement", person));
    public CaseRecordService.CaseRecordServiceClient Record(string? person) => new(Invoker("judgement", person));
    public LetterService.LetterServiceClient Letter(string? person) => new(Invoker("letter", person));
    public PublicationService.PublicationServiceClient Publication(string? person) => new(Invoker("publication", person));

    /// <summary>Operations of any service.</summary>
    public OperationsService.OperationsServiceClient Operations(string service, string? person) => new(Invoker(service, person));

    /// <summary>The services whose addresses are known.</summary>
    public IReadOnlyCollection<string> Services => channels.Keys;

    /// <summary>Bodies that a person signs for.</summary>
    public IReadOnlyList<string> BodiesOf(string person) => tokens.Bodies(person);

    CallInvoker Invoker(string service, string? person)
    {
        if (!channels.TryGetValue(service, out var channel)) throw new CommandFailed($"no address for {service} in {stateDirectory}");
        return person is null ? channel.CreateCallInvoker() : channel.Intercept(metadata =>
        {
            // Read at every call: the host renews tokens while it runs.
            metadata.Add("authorization", $"Bearer {tokens.Of(person)}");
            return metadata;
        });
    }

    public void Dispose()
    {
        foreach (var channel in channels.Values) channel.Dispose();
    }
}

/// <summary>A command cannot do what it was asked; the message is for the person at the terminal.</summary>
sealed class CommandFailed(string message) : Exception(message);
