using Apa.LocalHost.Servers;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(Apa.Subscriber.Tests.Broker))]

namespace Apa.Subscriber.Tests;

/// <summary>A private RabbitMQ with a user as a subscriber has it: own queues, and the exchanges of audiences to bind to.</summary>
public sealed class Broker() : BrokerFixture("apa", new RabbitMqUser("subscriber", "subscriber", "^subscriber(_.*)?$", "^subscriber(_.*)?$", "^(subscriber(_.*)?|apa[.]publication[.]v1[.].*)$"))
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public BrokerQueue Queue(string audience) => BrokerQueue.Of(
        new(Server.AmqpUri("subscriber")), $"subscriber_{audience}", audience, CpaBlockScored.Descriptor, PublicationCorrected.Descriptor, RoundReleased.Descriptor);

    /// <summary>Declares an audience's exchanges as Publication does.</summary>
    public Task Declare(string audience) => Do(async channel =>
    {
        foreach (var exchange in Queue(audience).Exchanges) await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: Ct);
    });

    /// <summary>Publishes bodies to an audience, confirmed.</summary>
    public Task Publish(string audience, params byte[][] bodies) => Do(async channel =>
    {
        foreach (var body in bodies)
            await channel.BasicPublishAsync(Queue(audience).Exchanges[0], "", mandatory: false, new BasicProperties { Persistent = true, ContentType = CloudEvent.ContentType }, body, Ct);
    });

    /// <summary>Takes the queue away with all that is in it.</summary>
    public Task Lose(string audience) => Do(channel => channel.QueueDeleteAsync(Queue(audience).Queue, cancellationToken: Ct));

    public async Task<long> Depth(BrokerQueue queue) => await Depth(queue.Queue);

    async Task Do(Func<IChannel, Task> act)
    {
        await using var connection = await Connect(Admin.Name);
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        await act(channel);
    }
}
