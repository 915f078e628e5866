using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Apa.Letters.Rendering;

/// <summary>
/// WeasyPrint as a child process, one for each document: bounded in time, memory, output and number, reading nothing but its input and
/// reaching no network (<c>pdf.py</c>). It leads a session of its own, which is ended whole: nothing of it is left when this returns.
/// </summary>
/// <param name="configuration">
/// <c>Pdf:Python</c>: another interpreter than /usr/bin/python3. <c>Pdf:MemoryMegabytes</c>: address space of the process, 2048 unless said.
/// </param>
public sealed partial class WeasyPrint(IConfiguration configuration, ILogger<WeasyPrint> log) : BoundedPdf(configuration, log)
{
    const int Sigkill = 9;

    /// <summary>What a dead process's pipes are given to close; only something that left its session keeps them open.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    readonly string python = configuration["Pdf:Python"] ?? "/usr/bin/python3";
    readonly int megabytes = configuration.GetValue("Pdf:MemoryMegabytes", 2048);

    protected override Task<byte[]> Make(byte[] html, DateOnly date, CancellationToken ct) =>
        Run([Path.Combine(AppContext.BaseDirectory, "Rendering", "pdf.py"), $"{Math.Ceiling(Patience.TotalSeconds)}", $"{megabytes}"], html, date, ct);

    public override async Task<string?> Missing(CancellationToken ct)
    {
        try
        {
            await Run(["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('weasyprint') is None and 'it has no module weasyprint')"], [], DateOnly.MinValue, ct);
            return null;
        }
        catch (PdfFailed e)
        {
            return $"{python}: {e.Message}";
        }
    }

    /// <summary>Runs the interpreter to its end; what it wrote.</summary>
    async Task<byte[]> Run(IEnumerable<string> arguments, byte[] input, DateOnly date, CancellationToken ct)
    {
        using var process = Start(arguments, date);
        try
        {
            // All at once: one that reads nothing, or says more than a pipe holds, must not block the others.
            var writing = Write(process.StandardInput.BaseStream, input, ct);
            var output = ReadAll(process.StandardOutput.BaseStream, ct);
            var errors = ReadLast(process.StandardError.BaseStream, ct);
            var exit = process.WaitForExitAsync(ct);
            // Output that is over says nothing of the process; output that is too much ends it.
            await await Task.WhenAny(exit, output);
            await exit;
            EndSession(process);
            try
            {
                await Task.WhenAll(writing, output, errors).WaitAsync(Grace, ct);
            }
            catch (TimeoutException)
            {
                throw new PdfFailed("something that it started holds on to its pipes");
            }
            return process.ExitCode == 0 ? await output : throw new PdfFailed($"exit code {process.ExitCode}: {LastLine(await errors)}");
        }
        finally
        {
            EndSession(process);
            // Reaped before we return; a process that was killed takes no time to go.
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    Process Start(IEnumerable<string> arguments, DateOnly date)
    {
        // -I: no site packages of a user, no PYTHON… variables. setsid puts it, and what it starts, into a session of its own.
        var start = new ProcessStartInfo("/usr/bin/setsid", [python, "-I", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // None of the service's own settings and secrets.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = Path.GetTempPath();
        start.Environment["FONTCONFIG_FILE"] = Path.Combine(AppContext.BaseDirectory, "Rendering", "fonts.conf");
        start.Environment["SOURCE_DATE_EPOCH"] = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds().ToString();
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PdfFailed($"cannot start {python}: {e.Message}");
        }
    }

    static async Task Write(Stream to, byte[] input, CancellationToken ct)
    {
        try
        {
            await to.WriteAsync(input, ct);
            to.Close();
        }
        catch (IOException)
        {
            // It ended, or closed its input, before it had read: its exit code says why.
        }
    }

    static async Task<byte[]> ReadAll(Stream from, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = await from.ReadAsync(buffer, ct)) > 0;)
        {
            if (all.Length + count > MostBytes) throw new PdfFailed($"it wrote more than {MostBytes / 1024 / 1024} MB");
            all.Write(buffer, 0, count);
        }
        return all.ToArray();
    }

    /// <summary>Reads to the end and keeps the last few KB.</summary>
    static async Task<string> ReadLast(Stream from, CancellationToken ct)
    {
        var (kept, buffer) = (Array.Empty<byte>(), new byte[4096]);
        for (int count; (count = await from.ReadAsync(buffer, ct)) > 0;) kept = [.. kept.Concat(buffer.Take(count)).TakeLast(buffer.Length)];
        return Encoding.UTF8.GetString(kept);
    }

    static string LastLine(string errors) => errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no message";

    static void EndSession(Process process)
    {
        _ = kill(-process.Id, Sigkill);
        // It may not have come to lead its session yet.
        if (!process.HasExited) process.Kill();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int sig);
}
