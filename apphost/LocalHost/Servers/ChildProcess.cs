using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Apa.LocalHost.Servers;

/// <summary>
/// A process that we started, known by pid and start time: it is ended by its pid, and never another process that got the
/// same pid later. Its output goes to a log file.
/// </summary>
public sealed partial class ChildProcess : IDisposable
{
    readonly Process process;
    readonly string? pidFile;
    readonly StreamWriter log;

    ChildProcess(Process process, string? pidFile, StreamWriter log) => (this.process, this.pidFile, this.log) = (process, pidFile, log);

    public int Pid => process.Id;
    public bool HasExited => process.HasExited;
    public int ExitCode => process.ExitCode;
    public Task WaitForExit(CancellationToken ct) => process.WaitForExitAsync(ct);

    /// <summary>
    /// Starts it in a session of its own: Ctrl-C at the terminal reaches the host alone, which then ends things in order.
    /// </summary>
    /// <param name="pidFile">Where pid and start time are noted, so that a later run can end what this one left; null: nowhere.</param>
    public static ChildProcess Start(string file, IEnumerable<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string> environment, string logFile, string? pidFile = null)
    {
        var start = new ProcessStartInfo("setsid", [file, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Write(log, e.Data);
        process.ErrorDataReceived += (_, e) => Write(log, e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (pidFile is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(pidFile)!);
            File.WriteAllText(pidFile, $"{process.Id} {StartTime(process.Id)}");
        }
        return new(process, pidFile, log);
    }

    static void Write(StreamWriter log, string? line)
    {
        if (line is null) return;
        lock (log)
        {
            try
            {
                log.WriteLine(line);
            }
            catch (ObjectDisposedException)
            {
                // The last lines of a process that was killed may come after its log was closed.
            }
        }
    }

    /// <summary>Asks the process to end, and kills it where it has not within the time.</summary>
    public async Task Stop(Signal signal, TimeSpan patience)
    {
        if (!process.HasExited) Send(process.Id, signal);
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            await Kill();
        }
        Forget();
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public async Task Kill()
    {
        if (!process.HasExited) Send(process.Id, Signal.Kill);
        await process.WaitForExitAsync();
        Forget();
    }

    public void Dispose()
    {
        process.Dispose();
        log.Dispose();
    }

    void Forget()
    {
        if (pidFile is not null) File.Delete(pidFile);
    }

    /// <summary>Ends what an earlier run left, by its pid file; true where there was something.</summary>
    public static async Task<bool> EndLeftover(string pidFile, TimeSpan patience)
    {
        if (!File.Exists(pidFile)) return false;
        var alive = File.ReadAllText(pidFile).Split(' ') is [var pidText, var started]
            && int.TryParse(pidText, CultureInfo.InvariantCulture, out var pid) && IsAlive(pid, started)
            ? pid
            : 0;
        if (alive > 0)
        {
            Send(alive, Signal.Terminate);
            var watch = Stopwatch.StartNew();
            while (StartTime(alive).Length > 0 && watch.Elapsed < patience) await Task.Delay(50);
            if (StartTime(alive).Length > 0) Send(alive, Signal.Kill);
        }
        File.Delete(pidFile);
        return alive > 0;
    }

    /// <summary>Whether this very process still runs: same pid and same start time.</summary>
    public static bool IsAlive(int pid, string startTime) => startTime.Length > 0 && StartTime(pid) == startTime;

    /// <summary>Start time of a process in clock ticks since boot, which tells two processes of one pid apart; empty where there is none.</summary>
    public static string StartTime(int pid)
    {
        try
        {
            // The command's name, in brackets, may hold spaces: fields are counted from behind it.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? "" : fields[19];
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static void Send(int pid, Signal signal) => _ = kill(pid, (int)signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int sig);
}

/// <summary>Signals that we send.</summary>
public enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
