using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Spectre.Console;
using Client = Apa.Protos.Publications.V1.PublicationService.PublicationServiceClient;

namespace Apa.Benchmarks;

/// <summary>
/// A round of letters from its instant to the last event in a consumer's hands, against as many bare commits and pipelined confirmed
/// publishes of the same bytes; then events at a steady rate, from commit to consumer.
/// </summary>
static class EventsBench
{
    const int Letters = 150;
    const int Rounds = 5;
    const int FirstCode = 100;
    const double EventsASecond = 100;
    static readonly string[] Audiences = ["public", "audit-commission", "csci"];

    public static async Task<int> Run(Place place, CancellationToken ct)
    {
        Directory.CreateDirectory(place.Bench);
        await using var stack = await BenchStack.Start(place, ct);
        await stack.Travel(ct);
        var published = new PublishedCopies(stack);
        await using var consumer = await Consumer.Start(stack.Broker, ct);

        var (ours, bare) = (new List<double>(), new List<double>());
        // The first warms up.
        for (var number = 0; number <= Rounds; number++)
        {
            var (release, limit) = await Release(published, consumer, $"bench-{number}", stack, ct);
            AnsiConsole.WriteLine(FormattableString.Invariant($"round {number}: {release:0} ms from the instant to the last of {consumer.Bodies.Count} events; bare {limit:0} ms"));
            if (number == 0) continue;
            ours.Add(release);
            bare.Add(limit);
        }
        var delays = await Steady(stack, published, consumer, [.. Enumerable.Range(1, Rounds).SelectMany(number => PublishedCopies.Names($"bench-{number}", FirstCode, Letters))], ct);
        var (middle, slowest) = (Results.Middle(delays), delays.Order().ElementAt((int)(delays.Count * 0.99)));
        await Results.Tell(place, "events",
        [
            new(FormattableString.Invariant($"a round of {Letters} letters, from its instant to the last event received"), "ms", Results.Middle(ours), Results.Middle(bare), Results.Middle(ours) / Results.Middle(bare), Wanted: "ratio at most 3"),
            new(FormattableString.Invariant($"from commit to consumer, {delays.Count} events at {EventsASecond:0} a second"), "ms", middle, P50: middle, P99: slowest, Wanted: "p99 under 50 ms"),
        ], ct);
        return 0;
    }

    /// <summary>Milliseconds of a release and of its bare limit.</summary>
    static async Task<(double Ours, double Bare)> Release(PublishedCopies published, Consumer consumer, string round, BenchStack stack, CancellationToken ct)
    {
        await published.Schedule(round, FirstCode, Letters, ct);
        consumer.Clear();
        var instant = DateTimeOffset.UtcNow.AddSeconds(3);
        await published.SetInstant(round, instant, ct);
        // Each audience hears of every letter, and that the round is released.
        await consumer.Until(Audiences.Length * (Letters + 1), ct);
        var ours = (consumer.Last - instant).TotalMilliseconds;
        return (ours, await Bare(stack, [.. consumer.Bodies], ct));
    }

    /// <summary>A commit for each letter and a confirmed publish for each event, nothing else.</summary>
    static async Task<double> Bare(BenchStack stack, List<byte[]> bodies, CancellationToken ct)
    {
        await using var database = new NpgsqlConnection(stack.Database("publication"));
        await database.OpenAsync(ct);
        await using (var create = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, data text)", database)) await create.ExecuteNonQueryAsync(ct);
        await using var connection = await new ConnectionFactory { Uri = stack.Broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), ct);
        await channel.QueueDeclareAsync("bare", durable: true, exclusive: false, autoDelete: false, Consumer.Quorum, cancellationToken: ct);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Letters; i++)
        {
            await using var insert = new NpgsqlCommand("INSERT INTO bare VALUES (gen_random_uuid(), $1)", database) { Parameters = { new() { Value = System.Text.Encoding.UTF8.GetString(bodies[i]) } } };
            await insert.ExecuteNonQueryAsync(ct);
        }
        await Task.WhenAll(bodies.Select(body => channel.BasicPublishAsync("", "bare", mandatory: false, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, body, ct).AsTask()));
        var bare = watch.Elapsed.TotalMilliseconds;
        await channel.QueuePurgeAsync("bare", ct);
        return bare;
    }

    /// <summary>Withdrawals at a steady rate, three events each: milliseconds from each event's commit to its receipt.</summary>
    static async Task<List<double>> Steady(BenchStack stack, PublishedCopies published, Consumer consumer, List<string> names, CancellationToken ct)
    {
        var publisher = new Client(stack.As("publication", "petra-publisher"));
        consumer.Clear();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(Audiences.Length / EventsASecond));
        var calls = new List<Task>();
        foreach (var name in names)
        {
            await beat.WaitForNextTickAsync(ct);
            calls.Add(Withdraw(publisher, name, ct));
        }
        await Task.WhenAll(calls);
        await consumer.Until(names.Count * Audiences.Length, ct);
        var committed = await published.Withdrawals(ct);
        // The first round of them warms up. A release that is told again has no row of its own to tell when it was committed.
        return [.. from one in consumer.Received
            let subject = Subject(one.Body)
            where committed.ContainsKey(subject) && !names.Take(Letters).Contains(subject)
            select (one.At - committed[subject]).TotalMilliseconds];
    }

    static async Task Withdraw(Client publisher, string name, CancellationToken ct)
    {
        var publication = await publisher.GetPublicationAsync(new() { Name = name }, cancellationToken: ct);
        await publisher.WithdrawPublicationAsync(new() { RequestId = Guid.NewGuid().ToString(), Name = name, Etag = publication.Etag, Reason = "to be measured by" }, cancellationToken: ct);
    }

    static string Subject(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("subject").GetString()!;
    }

    /// <summary>One queue that hears every audience, as the broker's administrator may.</summary>
    sealed class Consumer : IAsyncDisposable
    {
        /// <summary>As the queues of subscribers are.</summary>
        public static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true, ["x-delivery-limit"] = 1_000_000 };

        readonly IConnection connection;
        readonly IChannel channel;
        readonly ConcurrentQueue<(byte[] Body, DateTimeOffset At)> received = [];

        Consumer(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

        public IReadOnlyCollection<(byte[] Body, DateTimeOffset At)> Received => received;
        public IReadOnlyCollection<byte[]> Bodies => [.. received.Select(one => one.Body)];
        public DateTimeOffset Last => received.Max(one => one.At);

        public static async Task<Consumer> Start(Uri broker, CancellationToken ct)
        {
            var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
            var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            var consumer = new Consumer(connection, channel);
            await channel.QueueDeclareAsync("bench", durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: ct);
            foreach (var audience in Audiences)
                foreach (var type in EventsReflection.Descriptor.MessageTypes.Where(type => type.Name != nameof(PublicationKey)))
                {
                    var exchange = $"{type.File.Package}.{audience}.{type.Name}";
                    await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
                    await channel.QueueBindAsync("bench", exchange, "", cancellationToken: ct);
                }
            await channel.BasicQosAsync(0, 500, false, ct);
            var deliveries = new AsyncEventingBasicConsumer(channel);
            deliveries.ReceivedAsync += async (_, delivery) =>
            {
                consumer.received.Enqueue((delivery.Body.ToArray(), DateTimeOffset.UtcNow));
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            };
            await channel.BasicConsumeAsync("bench", autoAck: false, deliveries, ct);
            return consumer;
        }

        public void Clear() => received.Clear();

        /// <summary>Until so many have come; a minute after the first look they never will.</summary>
        public async Task Until(int count, CancellationToken ct)
        {
            var patience = Stopwatch.StartNew();
            while (received.Count < count)
            {
                if (patience.Elapsed > TimeSpan.FromMinutes(1)) throw new TimeoutException($"{received.Count} of {count} events have come");
                await Task.Delay(5, ct);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await channel.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
