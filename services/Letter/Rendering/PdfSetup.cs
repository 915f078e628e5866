namespace Apa.Letters.Rendering;

public static class PdfSetup
{
    /// <summary>PDFs over HTTP where <c>Pdf:Url</c> is set, else by a child process; what it lacks is said at start.</summary>
    public static void AddPdf(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Pdf:Url"] is { Length: > 0 }) builder.Services.AddSingleton<IPdf, WeasyPrintOverHttp>();
        else builder.Services.AddSingleton<IPdf, WeasyPrint>();
        builder.Services.AddHostedService<PdfAtStart>();
    }
}

/// <summary>Says once, at start, that PDFs cannot be made; all that needs none goes on, and a renderer that comes later is used.</summary>
sealed partial class PdfAtStart(IPdf pdf, ILogger<PdfAtStart> log) : BackgroundService
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(Patience);
        try
        {
            if (await pdf.Missing(patience.Token) is { } missing) LogMissing(missing);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            LogMissing($"it does not answer within {Patience.TotalSeconds} s");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PDFs cannot be made now: {Missing}. Set Pdf:Url or Pdf:Python")]
    private partial void LogMissing(string missing);
}
