using System.Collections.Concurrent;
using System.Text;
using Apa.Hosting;
using Apa.LocalHost;
using Apa.Shared;
using Apa.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

// A journey is a whole stack: two at once on two cores only wait for each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Apa.Flow.Tests;

/// <summary>
/// A whole stack in a folder of its own, with subscribers for the audiences that have none of ours, and the seed's driver as a process:
/// what a user does by <c>./apa up</c>.
/// </summary>
public sealed class Journey : IAsyncDisposable
{
    static readonly string[] EventTypes = ["LetterPublished", "CpaBlockScored", "SocialCareJudged", "PublicationCorrected", "PublicationWithdrawn", "RoundReleased"];
    readonly IConnection[] connections;

    Journey(LocalStack stack, TraceReceiver traces, string state, IConnection[] connections) =>
        (Stack, Traces, State, this.connections) = (stack, traces, state, connections);

    public LocalStack Stack { get; }
    public TraceReceiver Traces { get; }
    public string State { get; }

    /// <summary>Bodies by subscriber, as received.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<string>> Received { get; } = new();

    public string Out(string file = "") => Path.Combine(State, "out", "919-apa-2006", file);

    /// <param name="builds">Assemblies that run instead of today's, by service.</param>
    /// <param name="supervise">Whether what dies is started again.</param>
    public static async Task<Journey> StartAsync(IReadOnlyDictionary<string, string>? builds = null, bool supervise = true)
    {
        var state = Path.Combine(Path.GetTempPath(), $"apa-flow-{Guid.NewGuid():N}"[..20]);
        var traces = await TraceReceiver.StartAsync();
        var stack = await LocalStack.StartAsync(new(StackClient.Root, state, Durable: false, Supervise: supervise, Environment: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = traces.Address,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        }, Builds: builds));
        string[] subscribers = ["csci", "press"];
        var connections = await Task.WhenAll(subscribers.Select(s => new ConnectionFactory { Uri = new(stack.BrokerAddress(s)) }.CreateConnectionAsync()));
        var journey = new Journey(stack, traces, state, connections);
        for (var i = 0; i < subscribers.Length; i++) await journey.Subscribe(subscribers[i], connections[i]);
        return journey;
    }

    /// <summary>As a subscriber does by the documentation: own user, own queue, bound to its audience's exchanges.</summary>
    async Task Subscribe(string user, IConnection connection)
    {
        var audience = Hosting.Stack.Consumers.First(c => c.Name == user).Audience;
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(user, durable: true, exclusive: false, autoDelete: false, Topology.QueueArguments);
        foreach (var type in EventTypes.Where(t => HearsOf(audience, t))) await channel.QueueBindAsync(user, $"apa.publication.v1.{audience}.{type}", "");
        var bodies = Received[user] = new();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            bodies.Enqueue(Encoding.UTF8.GetString(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(user, autoAck: false, consumer);
    }

    static bool HearsOf(string audience, string type) => type switch
    {
        "LetterPublished" => audience == "public",
        "CpaBlockScored" => audience == "audit-commission",
        "SocialCareJudged" => audience == "csci",
        _ => true,
    };

    /// <inheritdoc cref="StackClient.Travel"/>
    public Task<string> Travel(Func<string, Task>? atStage = null) =>
        StackClient.Travel(State, Path.Combine(StackClient.Root, "seeds", "hertfordshire-2006"), atStage, ("OTEL_EXPORTER_OTLP_ENDPOINT", Traces.Address));

    /// <inheritdoc cref="StackClient.Ask"/>
    public Task<string> Ask(params string[] command) => StackClient.Ask(State, command);

    /// <inheritdoc cref="StackClient.Refused"/>
    public Task<string> Refused(params string[] command) => StackClient.Refused(State, command);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections) await connection.DisposeAsync();
        await Stack.DisposeAsync();
        await Traces.DisposeAsync();
        if (TestContext.Current.TestState?.Result != TestResult.Failed) Directory.Delete(State, recursive: true);
    }
}
