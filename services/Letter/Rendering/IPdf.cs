namespace Apa.Letters.Rendering;

/// <summary>Turns an HTML document that needs nothing else into a PDF.</summary>
public interface IPdf
{
    /// <param name="html">The whole document; what it links to is not fetched.</param>
    /// <param name="date">Date that the PDF carries, so that the same document gives the same bytes.</param>
    /// <exception cref="Apa.Shared.Refusal">PDF_UNAVAILABLE: it could not be made now.</exception>
    Task<byte[]> Render(string html, DateOnly date, CancellationToken ct);

    /// <summary>What is missing for making PDFs here, in words; null where nothing is.</summary>
    Task<string?> Missing(CancellationToken ct) => Task.FromResult<string?>(null);
}
