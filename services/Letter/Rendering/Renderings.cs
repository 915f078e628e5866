using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Rendering;

/// <summary>A document with its bytes.</summary>
public sealed record Rendered(Document Document, byte[] Bytes);

/// <summary>The renderings of a letter.</summary>
public sealed class Renderings(IPdf pdf)
{
    const string Html = "letter.html", Pdf = "letter.pdf", PdfType = "application/pdf";

    /// <summary>File names in the order in which documents are listed and signed.</summary>
    public static readonly IReadOnlyList<string> FileNames = [Html, Pdf, "letter.docx", "letter.txt", "letter.json"];

    /// <summary>All of them; the others are made while the PDF is, which takes longest by far.</summary>
    public async Task<IReadOnlyList<Rendered>> All(LetterView letter, CancellationToken ct)
    {
        var html = Own(letter, Html);
        var rendering = pdf.Render(Encoding.UTF8.GetString(html.Bytes), letter.LetterDate, ct);
        var made = FileNames.Except([Html, Pdf]).ToDictionary(fileName => fileName, fileName => Own(letter, fileName));
        (made[Html], made[Pdf]) = (html, Make(Pdf, PdfType, await rendering));
        return [.. FileNames.Select(fileName => made[fileName])];
    }

    public async Task<Rendered> One(LetterView letter, string fileName, CancellationToken ct) => fileName == Pdf
        ? Make(Pdf, PdfType, await pdf.Render(HtmlLetter.Render(letter), letter.LetterDate, ct))
        : Own(letter, fileName);

    /// <summary>What the service makes itself.</summary>
    static Rendered Own(LetterView letter, string fileName) => fileName switch
    {
        Html => Make(fileName, "text/html; charset=utf-8", HtmlLetter.Render(letter)),
        "letter.docx" => Make(fileName, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", DocxLetter.Render(letter)),
        "letter.txt" => Make(fileName, "text/plain; charset=utf-8", TextLetter.Render(letter)),
        "letter.json" => Make(fileName, "application/json", JsonLetter.Render(letter)),
        _ => throw new ArgumentOutOfRangeException(nameof(fileName), fileName, "no rendering of that name"),
    };

    static Rendered Make(string fileName, string mediaType, string text) => Make(fileName, mediaType, Encoding.UTF8.GetBytes(text));

    static Rendered Make(string fileName, string mediaType, byte[] bytes) =>
        new(new() { FileName = fileName, MediaType = mediaType, Size = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }, bytes);
}
