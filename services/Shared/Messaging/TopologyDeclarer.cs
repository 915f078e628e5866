using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.Shared;

/// <summary>
/// Declares what the service owns, with its own user: exchanges, queue, bindings. Tried again until the broker is there and the
/// services before this one have declared the exchanges that the queue is bound to; and again whenever the connection was lost, since
/// a broker may come back without what it knew.
/// </summary>
sealed partial class TopologyDeclarer(Topology topology, BrokerAddress broker, TimeProvider time, ILogger<TopologyDeclarer> log) : BackgroundService, IHealthCheck
{
    volatile string waitsFor = "the broker";
    volatile bool declared;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var pause = 200; !stoppingToken.IsCancellationRequested; pause = Math.Min(3000, pause * 2))
        {
            try
            {
                await using var connection = await broker.Factory.CreateConnectionAsync("declare", stoppingToken);
                var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                connection.ConnectionShutdownAsync += (_, _) => Task.FromResult(lost.TrySetResult());
                await Declare(connection, stoppingToken);
                (declared, waitsFor, pause) = (true, "", 200);
                LogDeclared(topology.Exchanges.Count, topology.Queue ?? "no queue", topology.Bindings.Count);
                if (connection.IsOpen) await lost.Task.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                var why = e is OperationInterruptedException interrupted ? interrupted.ShutdownReason?.ReplyText ?? interrupted.Message : e.Message;
                if (why != waitsFor) LogWaits(why);
                waitsFor = why;
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task Declare(IConnection connection, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        foreach (var exchange in topology.Exchanges)
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
        if (topology.Queue is null) return;
        await channel.QueueDeclareAsync(topology.Queue, durable: true, exclusive: false, autoDelete: false, Topology.QueueArguments, cancellationToken: ct);
        foreach (var exchange in topology.Bindings)
            await channel.QueueBindAsync(topology.Queue, exchange, "", cancellationToken: ct);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(waitsFor.Length == 0
        ? HealthCheckResult.Healthy()
        : declared ? HealthCheckResult.Degraded($"waits for {waitsFor}") : HealthCheckResult.Unhealthy($"waits for {waitsFor}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Declared {Exchanges} exchanges, {Queue} and {Bindings} bindings")]
    private partial void LogDeclared(int exchanges, string queue, int bindings);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not declared yet: {WaitsFor}")]
    private partial void LogWaits(string waitsFor);
}

/// <summary>The broker by the connection string <c>broker</c>, as the service's own user.</summary>
sealed record BrokerAddress(Uri Uri, TimeSpan Heartbeat)
{
    public ConnectionFactory Factory => new() { Uri = Uri, AutomaticRecoveryEnabled = false, RequestedHeartbeat = Heartbeat };
}
