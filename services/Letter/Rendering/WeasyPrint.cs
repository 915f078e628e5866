using System.Diagnostics;
using System.Text;
using Apa.Shared;

namespace Apa.Letters.Rendering;

/// <summary>
/// WeasyPrint in a child process that is bounded in time, memory and number, reads nothing but its input and reaches no network
/// (<c>pdf.py</c>). Whatever becomes of it, the service goes on. <c>Pdf:Python</c> names another interpreter.
/// </summary>
public sealed partial class WeasyPrint(IConfiguration configuration, ILogger<WeasyPrint> log) : IPdf, IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // Two side by side already cost nearly twice the time on two cores.
    readonly SemaphoreSlim places = new(2);

    public async Task<byte[]> Render(string html, DateOnly date, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            return await Try(html, date, ct) ?? await Try(html, date, ct)
                ?? throw new Refusal("PDF_UNAVAILABLE", "the PDF could not be made in time; ask again", RefusalKind.Unavailable);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>One run; null where it failed or was killed for taking too long.</summary>
    async Task<byte[]?> Try(string html, DateOnly date, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Timeout);
        using var process = new Process { StartInfo = Start(date) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            LogFailed($"cannot start {process.StartInfo.FileName}: {e.Message}");
            return null;
        }
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            using var pdf = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(pdf, patience.Token);
            await Write(process, html, patience.Token);
            await reading;
            await process.WaitForExitAsync(patience.Token);
            if (process.ExitCode == 0 && pdf.Length > 0) return pdf.ToArray();
            LogFailed($"exit code {process.ExitCode}: {Last(await errors)}");
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogFailed($"killed after {Timeout.TotalSeconds} s");
            return null;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    static async Task Write(Process process, string html, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(html), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read: its exit code says why.
        }
    }

    ProcessStartInfo Start(DateOnly date)
    {
        var start = new ProcessStartInfo(configuration["Pdf:Python"] ?? "/usr/bin/python3")
        {
            ArgumentList = { "-I", Path.Combine(AppContext.BaseDirectory, "Rendering", "pdf.py") },
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
        return start;
    }

    static string Last(string errors) => errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no message";

    public void Dispose() => places.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "WeasyPrint failed: {Why}")]
    private partial void LogFailed(string why);
}
