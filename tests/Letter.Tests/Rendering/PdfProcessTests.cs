using Apa.Shared;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The process that makes PDFs: what it may not do, and what becomes of one that fails.</summary>
public sealed class PdfProcessTests
{
    [Fact]
    public async Task The_pdf_process_fetches_nothing()
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "body::after { content: 'taken' }", TestContext.Current.CancellationToken);
        var pdf = await Documents.WeasyPrint().Render($"<!DOCTYPE html><html lang=en><title>t</title><link rel=stylesheet href='file://{secret}'><p>plain", new(2006, 11, 1), TestContext.Current.CancellationToken);
        File.Delete(secret);
        Assert.Equal("plain", (await Documents.Poppler("pdftotext", pdf, "-", "-")).Trim());
    }

    [Theory]
    [InlineData("/bin/false")]
    [InlineData("/no/such/python")]
    public async Task A_pdf_that_cannot_be_made_is_unavailable(string python)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Documents.WeasyPrint(python).Render("<p>x", new(2006, 11, 1), TestContext.Current.CancellationToken));
        Assert.Equal(("PDF_UNAVAILABLE", RefusalKind.Unavailable), (refusal.Reason, refusal.Kind));
    }
}
