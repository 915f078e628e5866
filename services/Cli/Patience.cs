using System.Diagnostics;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Waiting for services: those that are being restarted, and those that work on what they were told by events.</summary>
static class Patience
{
    /// <summary>A call, asked again for a minute while its service is away; request ids make that safe.</summary>
    public static Task<T> Ask<T>(Func<AsyncUnaryCall<T>> call, CancellationToken ct) => Ask(async () => await call(), ct);

    /// <summary>As above for what is more than one call, such as sending a file.</summary>
    public static async Task<T> Ask<T>(Func<Task<T>> call, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable && watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(500, ct);
            }
        }
    }

    /// <summary>As <see cref="Ask"/>, with null where there is no such resource yet.</summary>
    public static async Task<T?> Find<T>(Func<AsyncUnaryCall<T>> call, CancellationToken ct) where T : class
    {
        try
        {
            return await Ask(call, ct);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Looks until what another service makes of an event is there, for two minutes.</summary>
    public static async Task<T> Until<T>(string what, Func<Task<T?>> look, Func<T, bool> ready, CancellationToken ct) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found && ready(found)) return found;
            if (watch.Elapsed > TimeSpan.FromMinutes(2)) throw new CommandFailed($"{what} did not happen within two minutes; see the services' logs");
            await Task.Delay(100, ct);
        }
    }
}
