using Apa.LocalHost.Servers;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Apa.Tests;
using Google.Protobuf.Reflection;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(Apa.Subscriber.Tests.Broker))]

namespace Apa.Subscriber.Tests;

/// <summary>A private RabbitMQ with a user as a subscriber has it: own queues, and the exchanges of audiences to bind to.</summary>
public sealed class Broker() : BrokerFixture("apa", User("subscriber", ".*"), User("press", "public"))
{
    static RabbitMqUser User(string name, string audience) => new(name, name, $"^{name}(_.*)?$", $"^{name}(_.*)?$", $"^({name}(_.*)?|apa[.]publication[.]v1[.]{audience}[.].*)$");

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

    /// <summary>Declares what the press may bind to.</summary>
    public Task DeclarePress() => Do(async channel =>
    {
        foreach (var type in (MessageDescriptor[])[LetterPublished.Descriptor, PublicationCorrected.Descriptor, PublicationWithdrawn.Descriptor])
            await channel.ExchangeDeclareAsync(Topology.Exchange(type, "public"), ExchangeType.Fanout, durable: true, cancellationToken: Ct);
    });

    public Task PublishToPress(byte[] body) => Do(async channel => await channel.BasicPublishAsync(Topology.Exchange(LetterPublished.Descriptor, "public"), "", body, Ct));

    public async Task<long> Depth(BrokerQueue queue) => await Depth(queue.Queue);

    async Task Do(Func<IChannel, Task> act)
    {
        await using var connection = await Connect(Admin.Name);
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        await act(channel);
    }
}
