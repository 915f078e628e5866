using System.Globalization;
using System.Net;

namespace Apa.Letters.Rendering;

/// <summary>
/// The same WeasyPrint in a container of its own (<c>deploy/weasyprint</c>), for hosts that have none: the same <c>pdf.py</c>, so the
/// same bytes where the versions are the same. A caller who leaves closes the connection, which ends the work there.
/// </summary>
/// <param name="configuration"><c>Pdf:Url</c>: where it listens.</param>
public sealed class WeasyPrintOverHttp(IConfiguration configuration, ILogger<WeasyPrintOverHttp> log) : BoundedPdf(configuration, log)
{
    readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = new($"{configuration["Pdf:Url"]?.TrimEnd('/')}/"),
        MaxResponseContentBufferSize = MostBytes,
        // Every try has its own.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    protected override async Task<byte[]> Make(byte[] html, DateOnly date, CancellationToken ct)
    {
        using var content = new ByteArrayContent(html) { Headers = { ContentType = new("text/html", "utf-8") } };
        try
        {
            using var response = await http.PostAsync(new Uri($"pdf?date={date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", UriKind.Relative), content, ct);
            return response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadAsByteArrayAsync(ct)
                : throw new PdfFailed($"{(int)response.StatusCode}: {(await response.Content.ReadAsStringAsync(ct)).Trim()}");
        }
        catch (HttpRequestException e)
        {
            throw new PdfFailed($"{http.BaseAddress}: {e.Message}");
        }
    }

    public override async Task<string?> Missing(CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health", UriKind.Relative), ct);
            return response.IsSuccessStatusCode ? null : $"{http.BaseAddress}health answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"{http.BaseAddress}: {e.Message}";
        }
    }

    protected override void Dispose(bool disposing)
    {
        http.Dispose();
        base.Dispose(disposing);
    }
}
