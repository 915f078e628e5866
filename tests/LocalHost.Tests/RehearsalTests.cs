using System.Collections.Concurrent;
using System.Text.Json;
using Apa.Contracts.Tests;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Apa.LocalHost.Tests;

/// <summary>Rehearsal events reach the consumer that is meant, on a real broker, and tell whether it takes them.</summary>
public sealed class RehearsalTests(StackBroker stack) : IClassFixture<StackBroker>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consumer_gets_a_marked_sample_of_each_event_with_a_new_id_each_time_and_nobody_else_gets_any()
    {
        var sheet = await stack.Registration().Add("gazette", "public", Ct);
        await using var connection = await StackBroker.Connect(sheet.Amqp!);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await StackBroker.Declare(channel, sheet);
        await DeclareFor("press");
        var deliveries = new ConcurrentQueue<(IReadOnlyBasicProperties Properties, JsonElement Event)>();
        await Consume(channel, "gazette", async delivery =>
        {
            deliveries.Enqueue((delivery.BasicProperties, JsonSerializer.Deserialize<JsonElement>(delivery.Body.Span)));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        });

        var said = new List<string>();
        var rehearsal = new Rehearsal(Repository.Root, stack.State, TimeProvider.System, said.Add);
        Assert.Equal(new(Sent: 4, Waiting: 0, SetAside: 0, Listening: true), await rehearsal.Run("gazette", TimeSpan.FromMinutes(1), Ct));
        Assert.Contains(said, line => line.Contains("SYNTHETIC rehearsal events", StringComparison.Ordinal));
        Assert.True((await rehearsal.Run("gazette", TimeSpan.FromMinutes(1), Ct)).Passed);

        var samples = Directory.GetFiles(Path.Combine(Repository.Root, "protos", "samples", "public"), "*.json").Select(file => $"apa.publication.v1.{Path.GetFileNameWithoutExtension(file)}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal([.. samples, .. samples], deliveries.Select(delivery => delivery.Event.GetProperty("type").GetString()));
        Assert.Equal(8, deliveries.Select(delivery => delivery.Event.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(deliveries, delivery =>
        {
            Assert.Equal("true", delivery.Event.GetProperty("rehearsal").GetString());
            Assert.StartsWith("rounds/sample-", delivery.Event.GetProperty("subject").GetString(), StringComparison.Ordinal);
            Assert.Equal("application/cloudevents+json", delivery.Properties.ContentType);
        });
        Assert.Equal(0, await stack.Depth("press"));
    }

    [Fact]
    public async Task Queue_that_is_not_there_is_said_and_so_is_one_that_nobody_listens_to()
    {
        var sheet = await stack.Registration().Add("absent", "csci", Ct);
        var said = new List<string>();
        var rehearsal = new Rehearsal(Repository.Root, stack.State, TimeProvider.System, said.Add);
        Assert.Contains("there is no queue absent", (await Assert.ThrowsAsync<ServerFailed>(() => rehearsal.Run("absent", TimeSpan.FromSeconds(1), Ct))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no consumer nobody", (await Assert.ThrowsAsync<ServerFailed>(() => rehearsal.Run("nobody", TimeSpan.FromSeconds(1), Ct))).Message, StringComparison.Ordinal);

        await using (var connection = await StackBroker.Connect(sheet.Amqp!))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct)) await StackBroker.Declare(channel, sheet);
        var result = await rehearsal.Run("absent", TimeSpan.FromSeconds(1), Ct);
        Assert.Equal((new(Sent: 4, Waiting: 4, SetAside: 0, Listening: false), false, 0), (result, result.Passed, result.Taken));
        Assert.Contains("nobody listens to absent: what was sent waits there", said);
    }

    [Fact]
    public async Task Consumer_that_takes_and_does_not_acknowledge_has_not_passed()
    {
        var sheet = await stack.Registration().Add("stuck", "csci", Ct);
        await using var connection = await StackBroker.Connect(sheet.Amqp!);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await StackBroker.Declare(channel, sheet);
        await Consume(channel, "stuck", _ => Task.CompletedTask);
        var result = await new Rehearsal(Repository.Root, stack.State, TimeProvider.System, _ => { }).Run("stuck", TimeSpan.FromSeconds(1), Ct);
        Assert.Equal((new(Sent: 4, Waiting: 4, SetAside: 0, Listening: true), false), (result, result.Passed));
    }

    [Fact]
    public async Task What_a_consumer_sets_aside_is_counted_and_not_passed()
    {
        var sheet = await stack.Registration().Add("picky", "audit-commission", Ct);
        await using var connection = await StackBroker.Connect(sheet.Amqp!);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await StackBroker.Declare(channel, sheet);
        // A consumer may publish to an exchange of its own name, which leads to its own queues: enough to set something aside.
        await channel.QueueDeclareAsync("picky_error", durable: true, exclusive: false, autoDelete: false, cancellationToken: Ct);
        await channel.ExchangeDeclareAsync("picky_aside", ExchangeType.Fanout, durable: true, cancellationToken: Ct);
        await channel.QueueBindAsync("picky_error", "picky_aside", "", cancellationToken: Ct);
        await Consume(channel, "picky", async delivery =>
        {
            if (JsonSerializer.Deserialize<JsonElement>(delivery.Body.Span).GetProperty("type").GetString() == "apa.publication.v1.RoundReleased")
                await channel.BasicPublishAsync("picky_aside", "", delivery.Body.ToArray());
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        });
        var result = await new Rehearsal(Repository.Root, stack.State, TimeProvider.System, _ => { }).Run("picky", TimeSpan.FromMinutes(1), Ct);
        Assert.Equal((new(Sent: 4, Waiting: 0, SetAside: 1, Listening: true), false), (result, result.Passed));
    }

    async Task DeclareFor(string name)
    {
        await using var connection = await StackBroker.Connect(stack.Server.AmqpUri(name));
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await StackBroker.Declare(channel, await stack.Registration().Add(name, "public", Ct));
    }

    static async Task Consume(IChannel channel, string queue, Func<BasicDeliverEventArgs, Task> handle)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => handle(delivery);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, Ct);
    }
}
