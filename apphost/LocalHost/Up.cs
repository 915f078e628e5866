using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Apa.Hosting;
using Apa.LocalHost.Servers;
using Spectre.Console;

namespace Apa.LocalHost;

/// <summary>
/// The command <c>up</c>: starts the stack, takes Hertfordshire 2006 the whole way, and stays until it is told to stop. Where services are
/// named, only they and those that they read from run, and hear of Hertfordshire 2006 by the kept events of the others.
/// </summary>
sealed class Up(string root, string stateDirectory, IReadOnlyDictionary<string, int> ports, IReadOnlyList<string> services, bool once)
{
    const long NeededBytes = 1024L * 1024 * 1024;
    readonly IAnsiConsole console = AnsiConsole.Console;

    public async Task<int> Run(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, stop));
        try
        {
            Secret.Folder(stateDirectory);
            CheckDisk();
            using var held = HostLock.Take(stateDirectory);
            return await Stay(stop.Token);
        }
        catch (ServerFailed e)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say("stopped");
            return 130;
        }
    }

    async Task<int> Stay(CancellationToken stop)
    {
        File.Delete(Path.Combine(stateDirectory, "ready"));
        var alone = services.Count > 0;
        Title(alone ? $"starting {string.Join(", ", services)} alone" : "starting the stack");
        await using var stack = await LocalStack.StartAsync(new(root, stateDirectory, ports, Say: Say, Services: services), stop);
        var exit = alone ? await Hear(stack, stop) : await Drive(stack, stop, "road", Path.Combine(root, "seeds", "hertfordshire-2006"));
        if (exit != 0)
        {
            console.MarkupLineInterpolated($"[red]this was not done to its end; logs are in {Path.Combine(stateDirectory, "logs")}; ./apa up goes on from there[/]");
            return exit;
        }
        Title("where things are");
        if (alone) Say($"to ask it      APA_STATE={stateDirectory} ./apa …");
        else PrintWhatWasMade();
        PrintProcesses(stack);
        if (once) return 0;
        await File.WriteAllTextAsync(Path.Combine(stateDirectory, "ready"), "", stop);
        Say("Ctrl-C stops everything.");
        var why = await Task.WhenAny(stack.Failed, Task.Delay(Timeout.Infinite, stop));
        if (why == stack.Failed) throw new ServerFailed(await stack.Failed);
        Title("stopping");
        return 0;
    }

    /// <summary>Frameworks by the public API, as any client puts them; then what the services that do not run once sent.</summary>
    async Task<int> Hear(LocalStack stack, CancellationToken stop)
    {
        Title("frameworks");
        foreach (var file in Directory.GetFiles(Path.Combine(root, "seeds", "frameworks"), "*.json").Order(StringComparer.Ordinal).Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal)))
            if (await Drive(stack, stop, "framework", "put", file, "--running") is not 0 and var exit) return exit;
        Title("events from protos/goldens");
        Say($"{await stack.PlayGoldens(stop)} events of services that do not run were heard");
        return 0;
    }

    /// <summary>A client of the public API as any other, in a process of its own.</summary>
    async Task<int> Drive(LocalStack stack, CancellationToken stop, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [LocalStack.Built(root, "services/Cli/Apa.Cli.csproj"), .. command, "--state", stateDirectory]);
        using var client = Process.Start(start)!;
        var ended = client.WaitForExitAsync(CancellationToken.None);
        await using var stopClient = stop.Register(() => ChildProcess.Send(client.Id, Signal.Terminate));
        if (await Task.WhenAny(ended, stack.Failed) == stack.Failed)
        {
            ChildProcess.Send(client.Id, Signal.Terminate);
            throw new ServerFailed(await stack.Failed);
        }
        stop.ThrowIfCancellationRequested();
        return client.ExitCode;
    }

    void PrintWhatWasMade()
    {
        Say($"letter     {Path.Combine(stateDirectory, "out", "919-apa-2006", "letter.pdf")} (also .html, .docx, .txt, .json)");
        Say($"events     {Path.Combine(stateDirectory, "out", "919-apa-2006", "events.jsonl")}");
        Say($"notices    {Path.Combine(stateDirectory, "out", "notices")} (what would go out by mail)");
    }

    void PrintProcesses(LocalStack stack)
    {
        if (stack.Processes.FirstOrDefault(process => process.Name == Stack.Portal.Name) is { } portal)
            Say($"pages      {portal.HttpAddress} (sign in as one of the people of development)");
        Say($"tokens     {Path.Combine(stateDirectory, "tokens")} (one file a person)");
        Say($"logs       {Path.Combine(stateDirectory, "logs")}");
        foreach (var process in stack.Processes) Say($"{process.Name,-17}{(process.Grpc is null ? "" : $"grpc {process.Grpc}  ")}http {process.HttpAddress}");
    }

    void CheckDisk()
    {
        var free = new DriveInfo(stateDirectory).AvailableFreeSpace;
        if (free < NeededBytes) throw new ServerFailed($"only {free / 1024 / 1024} MB are free for {stateDirectory}; at least {NeededBytes / 1024 / 1024} MB are needed");
    }

    void Title(string title) => console.MarkupLineInterpolated($"[bold blue]▸[/] [bold]{title}[/]");
    // Past the console, which would wrap: a path is to be copied whole.
    void Say(string line) => console.Profile.Out.Writer.WriteLine("  " + line);

    static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}

/// <summary>One host for a state directory, known by pid and start time.</summary>
sealed class HostLock : IDisposable
{
    readonly string path;

    HostLock(string path) => this.path = path;

    static string PathIn(string stateDirectory) => Path.Combine(stateDirectory, "host.pid");

    /// <exception cref="ServerFailed">Another host runs this stack.</exception>
    public static HostLock Take(string stateDirectory)
    {
        if (Running(stateDirectory) is { } pid) throw new ServerFailed($"the stack is running already (pid {pid}); ./apa down ends it, ./apa status shows it");
        File.WriteAllText(PathIn(stateDirectory), $"{Environment.ProcessId} {ChildProcess.StartTime(Environment.ProcessId)}");
        return new(PathIn(stateDirectory));
    }

    /// <summary>Pid of the host that runs this stack; null where none does.</summary>
    public static int? Running(string stateDirectory)
    {
        var path = PathIn(stateDirectory);
        if (!File.Exists(path)) return null;
        return File.ReadAllText(path).Split(' ') is [var text, var started] && int.TryParse(text, CultureInfo.InvariantCulture, out var pid)
            && ChildProcess.IsAlive(pid, started)
            ? pid
            : null;
    }

    public void Dispose() => File.Delete(path);
}
