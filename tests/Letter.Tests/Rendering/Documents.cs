using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Apa.Letters.Rendering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Renders letters, and reads PDFs with poppler.</summary>
static class Documents
{
    static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Pdfs = [];

    public static WeasyPrint WeasyPrint(string python = "/usr/bin/python3") =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Pdf:Python", python)]).Build(), NullLogger<WeasyPrint>.Instance);

    public static async Task<byte[]> Of(LetterView letter, string fileName) =>
        (await new Renderings(WeasyPrint()).One(letter, fileName, TestContext.Current.CancellationToken)).Bytes;

    /// <summary>The PDF of a letter, made once in a test run.</summary>
    public static Task<byte[]> Pdf(LetterView letter) => Pdfs.GetOrAdd(HtmlLetter.Render(letter), html => new(() => WeasyPrint().Render(html, letter.LetterDate, CancellationToken.None))).Value;

    /// <summary>What one of poppler's programs says of a PDF; a dash among the arguments is the PDF.</summary>
    public static async Task<string> Poppler(string program, byte[] pdf, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(pdf, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        return await output;
    }

    /// <summary>A text without its white space, in which renderings rightly differ.</summary>
    public static string Packed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
