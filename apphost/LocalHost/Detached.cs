using System.Diagnostics;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>The host in the background: <c>up --detach</c>, <c>down</c> and <c>status</c>.</summary>
static class Detached
{
    /// <summary>Starts the host in a session of its own, shows what it says, and returns when it is ready or has failed.</summary>
    public static async Task<int> Up(string root, string stateDirectory, IEnumerable<string> arguments)
    {
        if (HostLock.Running(stateDirectory) is { } running)
        {
            Console.WriteLine($"the stack is running already (pid {running})");
            return 1;
        }
        var log = Path.Combine(stateDirectory, "logs", "host.log");
        Secret.Folder(stateDirectory);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.WriteAllText(log, "");
        File.Delete(Path.Combine(stateDirectory, "ready"));
        // The shell only redirects; the paths are its arguments, never its text.
        var start = new ProcessStartInfo("setsid",
            ["sh", "-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", log, "dotnet", typeof(Detached).Assembly.Location, "up", "--root", root, "--state", stateDirectory, .. arguments]);
        using var host = Process.Start(start)!;
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (true)
        {
            var ended = host.HasExited;
            var ready = File.Exists(Path.Combine(stateDirectory, "ready"));
            Console.Write(await reader.ReadToEndAsync());
            if (ended) return host.ExitCode == 0 ? 1 : host.ExitCode;
            if (ready)
            {
                Console.WriteLine($"  running in the background (pid {host.Id}); ./apa down ends it");
                return 0;
            }
            await Task.Delay(200);
        }
    }

    /// <summary>Ends the running host and everything it started; what a crashed one left is ended by its pid files.</summary>
    public static async Task<int> Down(string stateDirectory)
    {
        if (HostLock.Running(stateDirectory) is { } pid)
        {
            var started = ChildProcess.StartTime(pid);
            ChildProcess.Send(pid, Signal.Terminate);
            var watch = Stopwatch.StartNew();
            while (ChildProcess.IsAlive(pid, started))
            {
                if (watch.Elapsed > TimeSpan.FromSeconds(90))
                {
                    Console.Error.WriteLine($"the host (pid {pid}) did not end within 90 s");
                    return 1;
                }
                await Task.Delay(100);
            }
            Console.WriteLine("stopped");
            return 0;
        }
        var left = 0;
        foreach (var file in Leftovers(stateDirectory)) left += await ChildProcess.EndLeftover(file, TimeSpan.FromSeconds(20)) ? 1 : 0;
        Console.WriteLine(left == 0 ? "nothing was running" : $"ended {left} processes that a host had left");
        return 0;
    }

    public static int Status(string stateDirectory)
    {
        var pid = HostLock.Running(stateDirectory);
        Console.WriteLine(pid is null ? "not running" : $"running (pid {pid})");
        var addresses = Path.Combine(stateDirectory, "addresses.json");
        if (pid is not null && File.Exists(addresses)) Console.WriteLine(File.ReadAllText(addresses));
        return pid is null ? 1 : 0;
    }

    /// <summary>Programs first, servers last.</summary>
    static IEnumerable<string> Leftovers(string stateDirectory)
    {
        var run = Path.Combine(stateDirectory, "run");
        if (Directory.Exists(run))
            foreach (var file in Directory.GetFiles(run, "*.pid")) yield return file;
        foreach (var server in (string[])["rabbitmq/server.pid", "rabbitmq/epmd.pid", "postgres/server.pid"])
            yield return Path.Combine(stateDirectory, server);
    }
}
