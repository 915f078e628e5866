using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>
/// Tries waiting events again whenever something was committed here, and by the clock for what was committed elsewhere: after two
/// seconds, then ever less often, as a round of letters that wait is a round of tries. What waits shows as a gauge and in the readiness
/// answer, which stays 200: a service that waits for another still answers.
/// </summary>
sealed class WaitingEvents<TDb> : Step, IHealthCheck where TDb : ServiceDb
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2), Late = TimeSpan.FromSeconds(30);

    readonly Inbox<TDb> inbox;
    readonly TimeProvider time;
    DateTimeOffset looked;
    TimeSpan pace = Soon;
    (int Count, DateTimeOffset? Since, string WaitsFor) waiting = (0, null, "");

    public WaitingEvents(Inbox<TDb> inbox, IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<WaitingEvents<TDb>> log)
        : base(scopes, signal, time, log)
    {
        (this.inbox, this.time) = (inbox, time);
        Telemetry.Meter.CreateObservableGauge("apa.inbox.waiting", () => waiting.Count, "{event}", "Events that wait for something to be there");
        Telemetry.Meter.CreateObservableGauge("apa.inbox.waiting.age", () => waiting.Since is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0, "s", "Age of the oldest waiting event");
    }

    protected override TimeSpan Poll => pace;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        // Nearly always none waits, and this runs after every commit: then it is only looked now and then what other replicas kept.
        if (!inbox.MayWait && time.GetUtcNow() - looked < Soon) return false;
        looked = time.GetUtcNow();
        var handled = await inbox.TryWaiting(ct);
        pace = handled is not false ? Soon : pace < Late ? 2 * pace : Late;
        if (handled is null) waiting = (0, null, "");
        else if (handled is false) waiting = await inbox.Waiting(ct);
        return handled is true;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (count, since, waitsFor) = waiting;
        return Task.FromResult(count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{count} waiting, the oldest since {since:yyyy-MM-ddTHH:mm:ssZ} for {waitsFor}"));
    }
}
