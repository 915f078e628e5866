using System.Text;
using Apa.LocalHost.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace Apa.Tests;

/// <summary>One private RabbitMQ for the tests of an assembly, with the users that they name.</summary>
public abstract class BrokerFixture(string virtualHost, params RabbitMqUser[] users) : IAsyncLifetime
{
    /// <summary>May do everything; sets things up and looks at them.</summary>
    public static readonly RabbitMqUser Admin = new("admin", "admin", ".*", ".*", ".*", Administrator: true);

    readonly string directory = Path.Combine(Path.GetTempPath(), $"apa-tests-mq-{Guid.NewGuid():N}"[..30]);
    RabbitMqServer? server;

    public RabbitMqServer Server => server ?? throw new InvalidOperationException("the fixture was not initialised");

    public async ValueTask InitializeAsync() => server = await RabbitMqServer.StartAsync(new(directory, virtualHost, [Admin, .. users]));

    /// <summary>A connection as a user.</summary>
    public Task<IConnection> Connect(string user) => new ConnectionFactory { Uri = new(Server.AmqpUri(user)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>How many messages wait in a queue; -1 where there is no such queue.</summary>
    public async Task<long> Depth(string queue)
    {
        await using var connection = await Connect(Admin.Name);
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.MessageCountAsync(queue);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return -1;
        }
    }

    /// <summary>Throws away what waits in a queue, where there is one.</summary>
    public async Task Purge(string queue)
    {
        if (await Depth(queue) <= 0) return;
        await using var connection = await Connect(Admin.Name);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueuePurgeAsync(queue);
    }

    /// <summary>
    /// Takes the next message of a queue, or the next with such a body and drops what comes before; null where none comes within five
    /// seconds. Consumes: a queue with a single active consumer refuses a get.
    /// </summary>
    public async Task<BasicDeliverEventArgs?> Take(string queue, Func<string, bool>? body = null)
    {
        await using var connection = await Connect(Admin.Name);
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 1, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        var first = new TaskCompletionSource<BasicDeliverEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            // The body's memory is the client's again once this returns.
            if (body is null || body(Encoding.UTF8.GetString(delivery.Body.Span)))
                first.TrySetResult(new(delivery.ConsumerTag, delivery.DeliveryTag, delivery.Redelivered, delivery.Exchange, delivery.RoutingKey, delivery.BasicProperties, delivery.Body.ToArray()));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return await Task.WhenAny(first.Task, Task.Delay(TimeSpan.FromSeconds(5))) == first.Task ? await first.Task : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
