using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

/// <summary>
/// The queue where MassTransit lays what a service could not handle. It is read by consuming and giving back, since a queue with a
/// single active consumer refuses a get. A quorum queue may put behind what is given back: all of it is taken, and told in the order
/// in which it failed.
/// </summary>
/// <param name="queue">The service's own queue.</param>
/// <param name="broker">As the service's own user.</param>
/// <param name="time">For how long another reader is waited for.</param>
sealed class ErrorQueue(string queue, BrokerAddress broker, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How many messages are taken at once, with their bodies.</summary>
    public const int Most = 1000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim connecting = new(1);
    IConnection? connection;

    public string Name { get; } = $"{queue}_error";

    /// <summary>How many messages lie there; 0 where none ever failed: then there is no queue.</summary>
    /// <exception cref="Refusal">The broker is away.</exception>
    public Task<long> Depth(CancellationToken ct) => WithChannel(Depth, ct);

    /// <summary>The messages, oldest fault first, without their bodies.</summary>
    /// <exception cref="Refusal">The broker is away, or somebody else is reading.</exception>
    public Task<List<Proto.FailedMessage>> Read(CancellationToken ct) => WithChannel(async (channel, ct) =>
    {
        var taken = await Take(channel, await Depth(channel, ct), ct);
        await GiveBack(channel, taken.Count, ct);
        return taken.ConvertAll(FailedMessages.Read);
    }, ct);

    /// <summary>Gives messages back to the queue they came from, in the order in which they failed: those of the ids, or all for no ids.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="Refusal">The broker is away, or somebody else is reading; what was given back before stays so.</exception>
    public Task<long> Redrive(IReadOnlySet<string> ids, CancellationToken ct) => WithChannel(async (channel, ct) =>
    {
        // What fails again lands behind what lies there now, and is not taken twice.
        var (left, redriven) = (await Depth(channel, ct), 0L);
        while (left > 0)
        {
            var taken = await Take(channel, left, ct);
            var chosen = ids.Count == 0 ? taken : taken.FindAll(delivery => ids.Contains(FailedMessages.Read(delivery).Id));
            foreach (var delivery in chosen)
            {
                // By the exchange of the queue's own name, which leads there alone: no service may write to the default one. Mandatory
                // and confirmed: it returns once the message is in the queue, and throws where it is not.
                await channel.BasicPublishAsync(queue, "", mandatory: true, FailedMessages.Unfailed(delivery.BasicProperties), delivery.Body, ct);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);
            }
            redriven += chosen.Count;
            await GiveBack(channel, taken.Count - chosen.Count, ct);
            left = ids.Count == 0 ? left - taken.Count : 0;
        }
        return redriven;
    }, ct);

    async Task<T> WithChannel<T>(Func<IChannel, CancellationToken, Task<T>> act, CancellationToken ct)
    {
        try
        {
            await using var channel = await (await Connected(ct)).CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
            return await act(channel, ct);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException && !ct.IsCancellationRequested)
        {
            throw new Refusal("BROKER_AWAY", "the broker is away; ask again", RefusalKind.Unavailable);
        }
    }

    /// <summary>The connection, kept: the gauge looks every few seconds.</summary>
    async Task<IConnection> Connected(CancellationToken ct)
    {
        await connecting.WaitAsync(ct);
        try
        {
            if (connection is { IsOpen: true }) return connection;
            await DisposeAsync();
            return connection = await broker.Factory.CreateConnectionAsync("operations", ct);
        }
        finally
        {
            connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    async Task<long> Depth(IChannel channel, CancellationToken ct)
    {
        try
        {
            return await channel.MessageCountAsync(Name, ct);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    /// <summary>Takes what lies there, at most <see cref="Most"/>, oldest fault first; each is to be acknowledged or given back.</summary>
    async Task<List<BasicDeliverEventArgs>> Take(IChannel channel, long count, CancellationToken ct)
    {
        if (count == 0) return [];
        var deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, d) =>
        {
            // The body's memory is the client's again once this returns.
            deliveries.Writer.TryWrite(new(d.ConsumerTag, d.DeliveryTag, d.Redelivered, d.Exchange, d.RoutingKey, d.BasicProperties, d.Body.ToArray(), ct));
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, shutdown) => Task.FromResult(deliveries.Writer.TryComplete(new AlreadyClosedException(shutdown)));
        var window = (ushort)Math.Min(count, Most);
        await channel.BasicQosAsync(0, window, global: false, ct);
        var tag = await channel.BasicConsumeAsync(Name, autoAck: false, consumer, ct);
        var taken = new List<BasicDeliverEventArgs>();
        while (taken.Count < window) taken.Add(await Next(deliveries.Reader, ct));
        await channel.BasicCancelAsync(tag, cancellationToken: ct);
        return [.. taken.OrderBy(delivery => FailedMessages.FailedAt(delivery.BasicProperties))];
    }

    /// <summary>Gives back what is still held, and waits until it is ready again: another reader at once after this one finds all of it.</summary>
    async Task GiveBack(IChannel channel, long held, CancellationToken ct)
    {
        if (held == 0) return;
        var ready = await Depth(channel, ct) + held;
        await channel.BasicNackAsync(0, multiple: true, requeue: true, ct);
        using var patience = new CancellationTokenSource(Patience, time);
        while (await Depth(channel, ct) < ready && !patience.IsCancellationRequested) await Task.Delay(TimeSpan.FromMilliseconds(5), time, ct);
    }

    async Task<BasicDeliverEventArgs> Next(ChannelReader<BasicDeliverEventArgs> deliveries, CancellationToken ct)
    {
        try
        {
            return await deliveries.ReadAsync(ct).AsTask().WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            throw new Refusal("ERROR_QUEUE_BUSY", $"somebody else is reading {Name}; ask again", RefusalKind.Unavailable);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException ?? e;
        }
    }
}
