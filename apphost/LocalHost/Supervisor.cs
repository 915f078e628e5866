using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>Starts again what died: a service at once and then ever more slowly; a server that is not back within 30 s ends the stack.</summary>
static class Supervisor
{
    public static IEnumerable<Task> Watch(LocalStack stack, Action<string> say, TaskCompletionSource<string> failed, CancellationToken stopping)
    {
        foreach (var process in stack.Processes) yield return WatchProcess(process, say, stopping);
        if (stack.Postgres is { } postgres) yield return WatchServer("PostgreSQL", () => postgres.IsRunning, postgres.RestartAsync, say, failed, stopping);
        if (stack.RabbitMq is { } rabbit) yield return WatchServer("RabbitMQ", () => rabbit.IsRunning, rabbit.RestartAsync, say, failed, stopping);
    }

    static async Task WatchProcess(StackProcess process, Action<string> say, CancellationToken stopping)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            var since = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Environment.TickCount64);
            await process.WaitForExit(stopping);
            await Task.Delay(pause, stopping);
            var lived = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Environment.TickCount64) - since;
            pause = lived > TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.FromSeconds(10).Ticks));
            say($"{process.Name} ended and is started again; see {process.LogFile}");
            await process.Start();
        }
    }

    static async Task WatchServer(string name, Func<bool> running, Func<CancellationToken, Task> restart, Action<string> say, TaskCompletionSource<string> failed, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (running()) continue;
            say($"{name} ended and is started again");
            try
            {
                await restart(stopping);
            }
            catch (ServerFailed e)
            {
                failed.TrySetResult($"{name} did not come back: {e.Message}");
                return;
            }
        }
    }
}
