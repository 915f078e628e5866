using Apa.Hosting;
using Apa.LocalHost.Servers;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(Apa.AuditCommission.Tests.Broker))]

namespace Apa.AuditCommission.Tests;

/// <summary>A private RabbitMQ with the users and permissions of the stack, and Publication's exchanges on it.</summary>
public sealed class Broker : IAsyncLifetime
{
    static readonly (IMessage Event, string[] Audiences)[] Published =
    [
        (new LetterPublished(), ["public"]), (new CpaBlockScored(), ["audit-commission"]), (new SocialCareJudged(), ["csci"]),
        .. new IMessage[] { new PublicationCorrected(), new PublicationWithdrawn(), new RoundReleased() }.Select(e => (e, (string[])["public", "audit-commission", "csci"])),
    ];

    readonly string directory = Path.Combine(Path.GetTempPath(), $"apa-tests-mq-{Guid.NewGuid():N}");
    RabbitMqServer? server;
    RabbitMqServer Server => server ?? throw new InvalidOperationException("the fixture was not initialised");
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RabbitMqServer.StartAsync(new(directory, Stack.VirtualHost,
        [.. Stack.BrokerUsers().Select(user => new RabbitMqUser(user.Name, user.Name, user.Configure, user.Write, user.Read))]));

    public Uri Uri(string user) => new(Server.AmqpUri(user));

    public Task RestartAsync() => Server.RestartAsync(Ct);

    public async Task<IConnection> Connect(string user) =>
        await new ConnectionFactory { Uri = Uri(user), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Ct);

    /// <summary>Declares the exchanges as Publication does.</summary>
    public Task DeclareExchanges() => OnExchanges((channel, name) => channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: Ct));

    /// <summary>The broker as it is before Publication's first start.</summary>
    public Task DeleteExchanges() => OnExchanges((channel, name) => channel.ExchangeDeleteAsync(name, cancellationToken: Ct));

    async Task OnExchanges(Func<IChannel, string, Task> act)
    {
        await using var connection = await Connect("publication");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        foreach (var (message, audiences) in Published)
            foreach (var audience in audiences)
                await act(channel, Topology.Exchange(message.Descriptor, audience));
    }

    /// <summary>Publishes a body as Publication's user, confirmed.</summary>
    public async Task Publish(byte[] body, string exchange)
    {
        await using var connection = await Connect("publication");
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        await channel.BasicPublishAsync(exchange, "", mandatory: true, new BasicProperties { Persistent = true, ContentType = CloudEvent.ContentType }, body, Ct);
    }

    /// <summary>How many messages the consumer's queue holds, acknowledged ones not among them once it is stopped.</summary>
    public async Task<uint> Waiting()
    {
        await using var connection = await Connect(Listener.Audience);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        return await channel.MessageCountAsync(Listener.Audience, Ct);
    }

    /// <summary>Throws away what another test left in the consumer's queue.</summary>
    public async Task Empty()
    {
        if (!await HasQueue()) return;
        await using var connection = await Connect(Listener.Audience);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueuePurgeAsync(Listener.Audience, Ct);
    }

    /// <summary>Whether the consumer has declared its queue.</summary>
    public async Task<bool> HasQueue()
    {
        try
        {
            await Waiting();
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
