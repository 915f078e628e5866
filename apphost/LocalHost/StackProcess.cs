using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>One of our own programs: started from its built assembly, ready when it says so, started again when it dies.</summary>
public sealed class StackProcess : IDisposable
{
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    readonly string assembly;
    readonly string runs;
    readonly string stateDirectory;
    readonly Dictionary<string, string> environment;
    ChildProcess? process;

    /// <param name="assembly">The program as it is built here.</param>
    /// <param name="runs">Another build of it, which runs where this one's verbs were run; null: the same.</param>
    internal StackProcess(string name, string assembly, string? runs, string stateDirectory, int? grpcPort, int httpPort, Dictionary<string, string> environment)
    {
        this.runs = runs ?? assembly;
        (Name, this.assembly, this.stateDirectory, GrpcPort, HttpPort, this.environment) = (name, assembly, stateDirectory, grpcPort, httpPort, environment);
        if (grpcPort is { } port) environment["GRPC_PORT"] = $"{port}";
        environment["HTTP_PORT"] = $"{httpPort}";
    }

    public string Name { get; }
    public int? GrpcPort { get; }
    public int HttpPort { get; }
    public string? Grpc => GrpcPort is { } port ? $"http://127.0.0.1:{port}" : null;
    public string HttpAddress => $"http://127.0.0.1:{HttpPort}";
    public bool IsRunning => process is { HasExited: false };
    internal string LogFile => Path.Combine(stateDirectory, "logs", $"{Name}.log");
    string PidFile => Path.Combine(stateDirectory, "run", $"{Name}.pid");

    internal async Task Start()
    {
        await ChildProcess.EndLeftover(PidFile, TimeSpan.FromSeconds(10));
        process?.Dispose();
        process = ChildProcess.Start("dotnet", [runs], Path.GetDirectoryName(runs)!, environment, LogFile, PidFile);
    }

    /// <summary>Runs the program with a verb to its end.</summary>
    internal async Task Run(string verb, CancellationToken ct)
    {
        using var run = ChildProcess.Start("dotnet", [assembly, verb], Path.GetDirectoryName(assembly)!, environment, LogFile);
        await run.WaitForExit(ct);
        if (run.ExitCode != 0) throw new ServerFailed($"{Name} {verb} failed: {Logs.LastTelling(LogFile)}; see {LogFile}");
    }

    /// <summary>Waits until it says that it is ready; where it does not, what it waits for.</summary>
    public async Task WaitUntilReady(TimeSpan patience, CancellationToken ct)
    {
        var answer = "it does not answer";
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(patience);
        while (true)
        {
            try
            {
                if (process is { HasExited: true }) answer = $"it ended with {process.ExitCode}: {Logs.LastTelling(LogFile)}";
                using var response = await Http.GetAsync(new Uri($"{HttpAddress}/health/ready"), timeout.Token);
                if (response.IsSuccessStatusCode) return;
                answer = (await response.Content.ReadAsStringAsync(timeout.Token)).ReplaceLineEndings("; ");
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                answer = "it does not answer in time";
            }
            if (timeout.IsCancellationRequested && !ct.IsCancellationRequested) throw new ServerFailed($"{Name} is not ready after {patience.TotalSeconds:0} s: {answer}; see {LogFile}");
            await Task.Delay(100, ct);
        }
    }

    internal Task WaitForExit(CancellationToken ct) => process?.WaitForExit(ct) ?? Task.CompletedTask;
    internal Task Stop() => process?.Stop(Signal.Terminate, TimeSpan.FromSeconds(25)) ?? Task.CompletedTask;
    internal Task Kill() => process?.Kill() ?? Task.CompletedTask;
    public void Dispose() => process?.Dispose();
}
