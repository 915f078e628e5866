using System.Diagnostics;

namespace Apa.Tests;

/// <summary>Waits on conditions, never on clocks alone.</summary>
public static class Eventually
{
    /// <summary>Looks until something is there, at most for the time given (30 s by default), then fails and says what was missing.</summary>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> look, TimeSpan? atMost = null) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found) return found;
            if (watch.Elapsed > (atMost ?? TimeSpan.FromSeconds(30))) throw new TimeoutException($"{what} did not happen within {watch.Elapsed.TotalSeconds:0} s");
            await Task.Delay(20);
        }
    }

    /// <summary>Looks until a condition holds.</summary>
    public static Task Holds(string what, Func<Task<bool>> condition, TimeSpan? atMost = null) =>
        Get(what, async () => await condition() ? "" : null, atMost);
}
