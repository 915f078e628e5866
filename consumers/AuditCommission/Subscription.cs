using System.Diagnostics;
using System.Threading.Channels;
using Apa.Protos.Publications.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Apa.AuditCommission;

/// <summary>
/// Subscribes to the audience's exchanges with a queue of its own. It declares and binds the queue itself, tries again while an
/// exchange or the broker is missing, and acknowledges an event only once it is on the disk.
/// </summary>
public sealed partial class Subscription(Uri broker, EventFiles files, TimeProvider time, ILogger<Subscription> log) : BackgroundService, IHealthCheck
{
    public const string Queue = "audit-commission";
    public static readonly ActivitySource Source = new("Apa.AuditCommission");

    /// <summary>What the audience is told, an exchange each; a queue's bindings outlive us, so nothing is missed while we are away.</summary>
    public static readonly IReadOnlyList<string> Exchanges =
    [
        .. new[] { CpaBlockScored.Descriptor, PublicationCorrected.Descriptor, PublicationWithdrawn.Descriptor, RoundReleased.Descriptor }
            .Select(type => $"{type.File.Package}.audit-commission.{type.Name}"),
    ];

    /// <summary>The same arguments as the queues of the suite's services; a queue cannot change them later.</summary>
    static readonly Dictionary<string, object?> Arguments = new()
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        // Explicit and large: RabbitMQ 4 drops after 20 deliveries by default, and -1 loses messages on 3.10.
        ["x-delivery-limit"] = 1_000_000,
    };

    volatile string waitsFor = "the broker";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var pause = 200;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Was it listening until now? Then it is a new fault, and the first retry comes soon.
                pause = waitsFor.Length == 0 ? 200 : Math.Min(3000, pause * 2);
                waitsFor = (e as OperationInterruptedException)?.ShutdownReason?.ReplyText ?? e.Message;
                LogWaits(waitsFor);
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Declares, binds, and takes deliveries until the connection breaks, a file cannot be written or we are told to stop.</summary>
    async Task Listen(CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false, ClientProvidedName = Queue };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken: ct);
        foreach (var exchange in Exchanges) await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: ct);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 16, global: false, ct);

        // Deliveries are handed over, so that one flow takes, keeps and acknowledges them, and ends before the channel does.
        var deliveries = Channel.CreateUnbounded<(ulong Tag, byte[] Body)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await deliveries.Writer.WriteAsync((delivery.DeliveryTag, delivery.Body.ToArray()), ct);
        consumer.UnregisteredAsync += (_, _) => Complete(deliveries, "the broker cancelled the subscription");
        channel.ChannelShutdownAsync += (_, shutdown) => Complete(deliveries, shutdown.ReplyText);
        var subscription = await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, ct);
        waitsFor = "";
        LogListens(Exchanges.Count);

        try
        {
            await foreach (var (tag, body) in deliveries.Reader.ReadAllAsync(ct))
            {
                Take(body);
                await channel.BasicAckAsync(tag, multiple: false, ct);
            }
        }
        finally
        {
            if (channel.IsOpen) await channel.BasicCancelAsync(subscription, cancellationToken: CancellationToken.None);
        }
    }

    static Task Complete(Channel<(ulong Tag, byte[] Body)> deliveries, string why)
    {
        deliveries.Writer.TryComplete(new IOException(why));
        return Task.CompletedTask;
    }

    void Take(byte[] body)
    {
        try
        {
            var e = Received.Read(body);
            using var activity = Source.StartActivity($"keep {e.Type}", ActivityKind.Consumer, e.Traceparent);
            activity?.SetTag("messaging.message.id", e.Id).SetTag("apa.subject", e.Subject).SetTag("apa.revision", e.Revision);
            LogTook(e.Type, e.Subject, e.Revision, files.Keep(e) ? "kept" : "known already");
        }
        catch (FormatException e)
        {
            LogUnreadable(e.Message);
            files.KeepUnreadable(body);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(waitsFor.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"waits for {waitsFor}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Listens to {Exchanges} exchanges")]
    private partial void LogListens(int exchanges);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not listening: {WaitsFor}")]
    private partial void LogWaits(string waitsFor);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} of {Subject} revision {Revision}: {Fate}")]
    private partial void LogTook(string type, string subject, int revision, string fate);

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery is kept as unreadable: {Why}")]
    private partial void LogUnreadable(string why);
}
