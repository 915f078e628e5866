using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Apa.Subscriber;

/// <summary>One connection to the queue: declares and binds it when opened, reads it when started, and is thrown away when it breaks.</summary>
sealed class QueueReader : IAsyncDisposable
{
    /// <summary>Deliveries under way; also how many are handled between two flushes to the disk.</summary>
    public const ushort Prefetch = 64;

    readonly IConnection connection;
    readonly IChannel channel;
    readonly string queue;
    // Deliveries are handed over, so that one flow takes, keeps and acknowledges them, and ends before the channel does.
    readonly Channel<Delivery> deliveries = Channel.CreateUnbounded<Delivery>(new() { SingleReader = true });

    QueueReader(IConnection connection, IChannel channel, string queue) => (this.connection, this.channel, this.queue) = (connection, channel, queue);

    public static async Task<QueueReader> Open(BrokerQueue broker, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = broker.Address, AutomaticRecoveryEnabled = false, ClientProvidedName = broker.Queue };
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeclareAsync(broker.Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(BrokerQueue.Arguments), cancellationToken: ct);
            foreach (var exchange in broker.Exchanges) await channel.QueueBindAsync(broker.Queue, exchange, "", cancellationToken: ct);
            await channel.BasicQosAsync(prefetchSize: 0, Prefetch, global: false, ct);
            return new(connection, channel, broker.Queue);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task Start(CancellationToken ct)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await deliveries.Writer.WriteAsync(new(delivery.DeliveryTag, delivery.Body.ToArray()), CancellationToken.None);
        consumer.UnregisteredAsync += (_, _) => End("the broker cancelled the subscription");
        channel.ChannelShutdownAsync += (_, shutdown) => End(shutdown.ReplyText);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
    }

    Task End(string why)
    {
        deliveries.Writer.TryComplete(new IOException(why));
        return Task.CompletedTask;
    }

    /// <summary>Waits until at least one delivery is there.</summary>
    /// <exception cref="IOException">The connection broke, or the queue was taken away.</exception>
    public async Task Wait(CancellationToken ct) => await deliveries.Reader.WaitToReadAsync(ct);

    public bool TryTake(out Delivery delivery) => deliveries.Reader.TryRead(out delivery);

    /// <summary>Acknowledges everything up to a delivery. Where the channel is gone they come again, and are known then.</summary>
    public async Task Acknowledge(ulong upTo)
    {
        if (channel.IsOpen) await channel.BasicAckAsync(upTo, multiple: true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Never cancelled first: the queue would make the next consumer active while ours still hold what they did not acknowledge, and
        // what comes behind would overtake it. A channel that goes gives all back and lets go in one step.
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>A message of the queue.</summary>
readonly record struct Delivery(ulong Tag, byte[] Body);
