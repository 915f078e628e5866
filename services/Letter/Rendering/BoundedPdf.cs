using System.Text;
using Apa.Shared;

namespace Apa.Letters.Rendering;

/// <summary>One try to make a PDF failed.</summary>
sealed class PdfFailed(string why) : Exception(why);

/// <summary>
/// What both ways of making a PDF have in common: two at a time, each try bounded in time, a second try, then a refusal. Whatever
/// becomes of a try, the service goes on.
/// </summary>
/// <param name="configuration"><c>Pdf:TimeoutSeconds</c>: what one try may take, 60 unless said.</param>
/// <param name="log">Told of every try that failed.</param>
public abstract partial class BoundedPdf(IConfiguration configuration, ILogger log) : IPdf, IDisposable
{
    const int Tries = 2;

    /// <summary>Most bytes of a PDF that are taken: a letter of 40 pages has less than one of these 32 MB.</summary>
    protected const int MostBytes = 32 * 1024 * 1024;

    // Two side by side already cost nearly twice the time on two cores.
    readonly SemaphoreSlim places = new(2);

    /// <summary>What one try may take.</summary>
    protected TimeSpan Patience { get; } = TimeSpan.FromSeconds(configuration.GetValue("Pdf:TimeoutSeconds", 60.0));

    /// <summary>Makes it once.</summary>
    /// <exception cref="PdfFailed">What went wrong.</exception>
    protected abstract Task<byte[]> Make(byte[] html, DateOnly date, CancellationToken ct);

    public abstract Task<string?> Missing(CancellationToken ct);

    public async Task<byte[]> Render(string html, DateOnly date, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(html);
        await places.WaitAsync(ct);
        try
        {
            for (var i = 0; i < Tries; i++)
                if (await Try(bytes, date, ct) is { } pdf) return pdf;
        }
        finally
        {
            places.Release();
        }
        throw new Refusal("PDF_UNAVAILABLE", "the PDF could not be made in time; ask again", RefusalKind.Unavailable);
    }

    /// <summary>One try; null where it failed or took too long.</summary>
    async Task<byte[]?> Try(byte[] html, DateOnly date, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var pdf = await Make(html, date, patience.Token);
            if (IsWhole(pdf)) return pdf;
            LogFailed($"what came, {pdf.Length} bytes, is no whole PDF");
        }
        catch (PdfFailed e)
        {
            LogFailed(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogFailed($"ended after {Patience.TotalSeconds} s");
        }
        return null;
    }

    /// <summary>Begins and ends as every PDF does; the end's mark may be followed by a line's end.</summary>
    static bool IsWhole(ReadOnlySpan<byte> pdf) => pdf.StartsWith("%PDF-"u8) && pdf[^Math.Min(pdf.Length, 16)..].IndexOf("%%EOF"u8) >= 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => places.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "PDF failed: {Why}")]
    private partial void LogFailed(string why);
}
