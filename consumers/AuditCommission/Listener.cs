using Apa.Protos.Publications.V1;
using Apa.Subscriber;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Apa.AuditCommission;

/// <summary>Hears what the Audit Commission is told, and keeps it.</summary>
public sealed partial class Listener(EventFiles files, ILogger<Listener> log) : IEventHandler
{
    /// <summary>The audience, its broker user, and its queue.</summary>
    public const string Audience = "audit-commission";

    /// <summary>The queue, bound to an exchange for each type that the audience is told.</summary>
    public static BrokerQueue QueueAt(Uri broker) => BrokerQueue.Of(
        broker, Audience, Audience, CpaBlockScored.Descriptor, PublicationCorrected.Descriptor, PublicationWithdrawn.Descriptor, RoundReleased.Descriptor);

    public Task Handle(ReceivedEvent e, Standing standing, CancellationToken ct)
    {
        Received received;
        try
        {
            received = Received.Of(e);
        }
        catch (FormatException why)
        {
            return Unreadable(e.Body, why.Message, ct);
        }
        // After a crash between here and the checkpoint it comes again, and is kept already.
        LogTook(e.Type, e.Subject, e.Revision, standing, files.Keep(received) ? "kept" : "kept already");
        return Task.CompletedTask;
    }

    public Task Unreadable(ReadOnlyMemory<byte> body, string why, CancellationToken ct)
    {
        LogUnreadable(why);
        files.KeepUnreadable(body);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} of {Subject} revision {Revision} ({Standing}): {Fate}")]
    private partial void LogTook(string type, string subject, int revision, Standing standing, string fate);

    [LoggerMessage(Level = LogLevel.Error, Message = "A body is kept as unreadable: {Why}")]
    private partial void LogUnreadable(string why);
}

/// <summary>The subscription in the host: runs while it runs, and is ready while it is live.</summary>
public sealed class Listening(Subscription subscription) : BackgroundService, IHealthCheck
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => subscription.Run(stoppingToken);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(subscription.Health is { IsReady: true } ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"waits for {subscription.Health.WaitsFor}"));
}
