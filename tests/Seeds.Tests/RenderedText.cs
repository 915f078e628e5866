using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Letters.Rendering;

namespace Apa.Seeds.Tests;

/// <summary>The words of a rendering, whatever its format: without spaces and line breaks, which each format sets as it must.</summary>
static partial class RenderedText
{
    public static async Task<string> Of(string fileName, byte[] bytes, CancellationToken ct) => Pressed(Path.GetExtension(fileName) switch
    {
        ".html" => WebUtility.HtmlDecode(Tag().Replace(Style().Replace(Encoding.UTF8.GetString(bytes), ""), "")),
        ".txt" => Encoding.UTF8.GetString(bytes),
        ".json" => string.Join('\n', Strings(JsonDocument.Parse(bytes).RootElement)),
        ".docx" => Docx(bytes),
        ".pdf" => (await Tool("pdftotext", bytes, ct, "-raw", "-", "-")).Replace("-\n", "-", StringComparison.Ordinal),
        var other => throw new NotSupportedException($"no way to read {other}"),
    });

    /// <summary>Compared as the eye does: no spaces, one case, no marks that lead to a source.</summary>
    public static string Pressed(string text) => Space().Replace(Marker().Replace(text, ""), "").ToLowerInvariant();

    static string Docx(byte[] bytes)
    {
        using var package = new ZipArchive(new MemoryStream(bytes));
        var parts = package.Entries.Where(entry => entry.FullName.StartsWith("word/", StringComparison.Ordinal) && entry.FullName.EndsWith(".xml", StringComparison.Ordinal) && !entry.FullName.Contains("styles", StringComparison.Ordinal));
        return string.Join('\n', parts.Select(part =>
        {
            using var reader = new StreamReader(part.Open());
            return WebUtility.HtmlDecode(Tag().Replace(reader.ReadToEnd(), ""));
        }));
    }

    static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [element.ToString()],
    };

    static async Task<string> Tool(string name, byte[] input, CancellationToken ct, params string[] arguments) => Encoding.UTF8.GetString(await Run(name, input, ct, arguments));

    static async Task<byte[]> Run(string name, byte[] input, CancellationToken ct, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.BaseStream.WriteAsync(input, ct);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, await errors);
        return output.ToArray();
    }

    /// <summary>WeasyPrint as it comes: the service's own way of running it has tests of its own.</summary>
    public sealed class PlainPdf : IPdf
    {
        public Task<byte[]> Render(string html, DateOnly date, CancellationToken ct) => Run("/usr/bin/python3", Encoding.UTF8.GetBytes(html), ct, "-m", "weasyprint", "-", "-");
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tag();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline, 5000)]
    private static partial Regex Style();

    [GeneratedRegex(@"\s*\[\d+\]", RegexOptions.None, 5000)]
    private static partial Regex Marker();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex Space();
}
