using System.Globalization;
using System.Text.Json.Nodes;
using Apa.Hosting;
using Apa.LocalHost.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Consumers;

/// <summary>What came of a rehearsal.</summary>
/// <param name="Sent">Events that the broker confirmed.</param>
/// <param name="Waiting">What is in the queue when the patience ends, taken but not acknowledged included; also what is no rehearsal.</param>
/// <param name="SetAside">What came into <c>{queue}_error</c> meanwhile.</param>
/// <param name="Listening">Whether somebody consumes the queue.</param>
public sealed record RehearsalResult(int Sent, int Waiting, int SetAside, bool Listening)
{
    /// <summary>At least so many were acknowledged: a queue with a single active consumer is taken in order.</summary>
    public int Taken => Math.Max(0, Sent - Waiting);

    public bool Passed => Listening && Waiting == 0 && SetAside == 0;
}

/// <summary>
/// Sends the sample events of a consumer's audience into its own queue and no other, each with an id of its own and the mark
/// <c>"rehearsal": "true"</c>, by the broker's administrator over the default exchange: no exchange of an audience sees them.
/// </summary>
/// <param name="time">Measures the patience.</param>
/// <param name="say">Told of what happens, a line each.</param>
public sealed class Rehearsal(string root, string stateDirectory, TimeProvider time, Action<string> say)
{
    /// <summary>How often a broker counts what a quorum queue's consumer has and did not acknowledge: its <c>quorum_tick_interval</c>, 5 s, and some.</summary>
    static readonly TimeSpan CountIsFresh = TimeSpan.FromSeconds(6);
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <param name="name">A consumer of the stack or an added one.</param>
    /// <param name="patience">How long its consumer may take for all of them.</param>
    /// <exception cref="ServerFailed">There is no such consumer, no broker, no queue or no sample.</exception>
    public async Task<RehearsalResult> Run(string name, TimeSpan patience, CancellationToken ct = default)
    {
        var consumers = ConsumerList.Read(root, stateDirectory);
        var consumer = consumers.Find(name) ?? throw new ServerFailed($"there is no consumer {name}; ./apa consumer list shows all");
        var broker = await RabbitMqNode.Running(Path.Combine(stateDirectory, "rabbitmq"), ct)
            ?? throw new ServerFailed("no private broker runs here; ./apa up --detach starts the stack");
        var samples = Samples(consumer.Audience);
        await using var connection = await ConsumerRegistration.Connect(broker, Secrets.Load(stateDirectory, consumers.Added), ct);
        var setAside = await SetAside(connection, name, ct);

        say($"{samples.Count} SYNTHETIC rehearsal events for {consumer.Audience}, invented and marked \"rehearsal\": \"true\", into the queue {name} and no other:");
        await Send(connection, name, samples, ct);
        var (waiting, listening) = await WaitUntilTaken(broker, connection, name, patience, ct);
        var result = new RehearsalResult(samples.Count, waiting, await SetAside(connection, name, ct) - setAside, listening);
        say($"sent {result.Sent}, taken and acknowledged {result.Taken}, still in the queue {result.Waiting}, set aside in {ErrorQueue(name)} {result.SetAside}");
        if (!listening) say($"nobody listens to {name}: what was sent waits there");
        return result;
    }

    List<(string Name, JsonObject Event)> Samples(string audience)
    {
        var folder = Path.Combine(root, "protos", "samples", audience);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), JsonNode.Parse(File.ReadAllText(file))!.AsObject()))]
            : throw new ServerFailed($"there are no samples for the audience {audience} in {folder}");
    }

    async Task Send(IConnection connection, string queue, List<(string Name, JsonObject Event)> samples, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        foreach (var (name, sample) in samples)
        {
            var id = $"{Guid.CreateVersion7(time.GetUtcNow())}";
            sample["id"] = id;
            sample["rehearsal"] = "true";
            // As the suite's own events are on the wire.
            var properties = new BasicProperties { ContentType = "application/cloudevents+json", MessageId = id, Persistent = true };
            try
            {
                await channel.BasicPublishAsync("", queue, mandatory: true, properties, System.Text.Encoding.UTF8.GetBytes(sample.ToJsonString()), ct);
            }
            catch (PublishReturnException)
            {
                throw new ServerFailed($"there is no queue {queue}: its consumer declares it, with the arguments of docs/subscribing.md, when it first starts");
            }
            say($"  {name,-24}{id}");
        }
    }

    /// <summary>Waits until a consumer has taken and acknowledged all that is in the queue, at most for the patience.</summary>
    async Task<(int Waiting, bool Listening)> WaitUntilTaken(RabbitMqNode broker, IConnection connection, string queue, TimeSpan patience, CancellationToken ct)
    {
        if (await ConsumerRegistration.Look(connection, queue, ct) is { ConsumerCount: 0 }) say($"nobody listens to {queue} yet; waiting {patience.TotalSeconds:0} s");
        var since = time.GetTimestamp();
        long? empty = null;
        while (true)
        {
            // Ready messages and consumers are as of now. What was taken and not acknowledged is counted now and then only.
            var now = await ConsumerRegistration.Look(connection, queue, ct) ?? throw new ServerFailed($"the queue {queue} was deleted meanwhile");
            var (ready, listening) = ((int)now.MessageCount, now.ConsumerCount > 0);
            empty = ready > 0 ? null : empty ?? time.GetTimestamp();
            var late = time.GetElapsedTime(since) > patience;
            if (empty is { } from && time.GetElapsedTime(from) >= CountIsFresh)
            {
                var unacknowledged = await Unacknowledged(broker, queue);
                if (late || (listening && unacknowledged == 0)) return (unacknowledged, listening);
            }
            else if (late && (ready > 0 || !listening))
            {
                return (ready, listening);
            }
            await Task.Delay(BetweenLooks, time, ct);
        }
    }

    static async Task<int> Unacknowledged(RabbitMqNode broker, string queue) => (await broker.Ctl("list_queues", "-p", Stack.VirtualHost, "--no-table-headers", "name", "messages_unacknowledged"))
        .Split('\n').Select(line => line.Split('\t')).Where(fields => fields[0] == queue).Select(fields => int.Parse(fields[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    static string ErrorQueue(string queue) => $"{queue}_error";

    static async Task<int> SetAside(IConnection connection, string queue, CancellationToken ct) => (int)((await ConsumerRegistration.Look(connection, ErrorQueue(queue), ct))?.MessageCount ?? 0);
}
