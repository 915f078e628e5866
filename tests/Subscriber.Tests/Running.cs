using Apa.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.Subscriber.Tests;

/// <summary>A subscription that runs until it is disposed of.</summary>
sealed class Running : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Task run;

    Running(Subscription subscription) => (Subscription, run) = (subscription, subscription.Run(stop.Token));

    public Subscription Subscription { get; }

    public static Running Start(SubscriptionOptions options, IEventHandler handler, ICheckpoints? checkpoints = null, TimeProvider? time = null) =>
        new(new(options, handler, checkpoints ?? new MemoryCheckpoints(), time ?? TimeProvider.System, NullLogger<Subscription>.Instance));

    public static async Task<Running> Live(SubscriptionOptions options, IEventHandler handler, ICheckpoints? checkpoints = null)
    {
        var running = Start(options, handler, checkpoints);
        await running.IsLive();
        return running;
    }

    public Task IsLive() => Eventually.Holds("the subscription is live", () => Task.FromResult(Subscription.Health.IsReady));

    public Task WaitsFor(string words) =>
        Eventually.Holds($"it waits for {words}", () => Task.FromResult(Subscription.Health.WaitsFor.Contains(words, StringComparison.OrdinalIgnoreCase)));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await run;
        stop.Dispose();
    }
}
