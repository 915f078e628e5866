using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Apa.Shared;

/// <summary>How many messages lie in the service's error queue, looked at now and then: each is work for a person.</summary>
sealed class ErrorQueueGauge : BackgroundService
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);
    readonly ErrorQueue errors;
    readonly TimeProvider time;
    long depth;

    public ErrorQueueGauge(ErrorQueue errors, TimeProvider time)
    {
        (this.errors, this.time) = (errors, time);
        Telemetry.Meter.CreateObservableGauge("apa.errors.depth", () => depth, "{message}", "Messages in the error queue");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Polling is no part of anybody's trace.
                using var quiet = SuppressInstrumentationScope.Begin();
                depth = await errors.Depth(stoppingToken);
            }
            catch (Exception e) when (e is Refusal or OperationCanceledException)
            {
                // The broker is away, which others tell; the last figure stands.
            }
            await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
