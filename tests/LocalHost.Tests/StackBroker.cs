using Apa.Contracts.Tests;
using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;
using Apa.Tests;
using RabbitMQ.Client;

namespace Apa.LocalHost.Tests;

/// <summary>A state directory with the broker of a stack in it, as the host starts it, with the exchanges of Publication; no other process.</summary>
public sealed class StackBroker : IAsyncLifetime
{
    RabbitMqServer? server;

    public string State { get; } = Path.Combine(Path.GetTempPath(), $"apa-consumers-{Guid.NewGuid():N}"[..26]);
    public RabbitMqServer Server => server ?? throw new InvalidOperationException("the fixture was not initialised");

    public async ValueTask InitializeAsync()
    {
        Secret.Folder(State);
        server = await RabbitMqServer.StartAsync(new(Path.Combine(State, "rabbitmq"), Stack.VirtualHost, BrokerUsers.Of(Secrets.Load(State, []), [])));
        await using var connection = await Connect(Server.AmqpUri("publication"));
        await using var channel = await connection.CreateChannelAsync();
        foreach (var exchange in Audience.ReadAll(Repository.Root).SelectMany(audience => audience.Exchanges)) await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
    }

    public ConsumerRegistration Registration(List<string>? said = null) => new(Repository.Root, State, line => said?.Add(line));

    public static Task<IConnection> Connect(string amqp) => new ConnectionFactory { Uri = new(amqp), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>Declares and binds a consumer's queue as its sheet says.</summary>
    public static async Task Declare(IChannel channel, ConsumerSheet sheet)
    {
        await channel.QueueDeclareAsync(sheet.Queue, durable: true, exclusive: false, autoDelete: false, sheet.QueueArguments.ToDictionary(argument => argument.Key, argument => (object?)argument.Value));
        foreach (var exchange in sheet.Exchanges.Values) await channel.QueueBindAsync(sheet.Queue, exchange, "");
    }

    /// <summary>How many messages wait in a queue; -1 where there is no such queue.</summary>
    public async Task<long> Depth(string queue)
    {
        await using var connection = await Connect(Server.AmqpUri("admin"));
        return (await ConsumerRegistration.Look(connection, queue, default))?.MessageCount ?? -1L;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(State, recursive: true);
    }
}
