using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>
/// Retried work outside event handlers and calls: pulling what is large, publishing what is due. It wakes when something is
/// committed and otherwise polls; each run has a scope of its own and does one piece of work.
/// </summary>
public abstract partial class Step(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>How long it sleeps where nobody wakes it.</summary>
    protected virtual TimeSpan Poll => TimeSpan.FromSeconds(1);

    /// <summary>How long it rests after a piece of work, where what many commits ask for is better done once.</summary>
    protected virtual TimeSpan Rest => TimeSpan.Zero;

    /// <summary>Does one piece of work; false where there is none.</summary>
    protected abstract Task<bool> RunOnce(IServiceProvider services, CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Yields at once: a host starts all its services before any of them works.
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var ring = signal.Next;
            try
            {
                bool worked;
                await using (var scope = scopes.CreateAsyncScope()) worked = await RunOnce(scope.ServiceProvider, stoppingToken);
                failures = 0;
                if (!worked) await CommitSignal.Wait(ring, Poll, time, stoppingToken);
                // By the machine's own clock: it spares the machine, and no rule hangs on it.
                else if (Rest > TimeSpan.Zero) await Task.Delay(Rest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(GetType().Name, ++failures, e.GetType().Name, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 200 * Math.Pow(2, Math.Min(failures, 5)))), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Step} failed {Times} times in a row, going on: {Error}: {Why}")]
    private partial void LogFailed(string step, int times, string error, string why);
}
