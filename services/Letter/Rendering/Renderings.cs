using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Rendering;

/// <summary>A document with its bytes.</summary>
public sealed record Rendered(Document Document, byte[] Bytes);

/// <summary>The renderings of a letter.</summary>
public sealed class Renderings(IPdf pdf)
{
    /// <summary>File names in the order in which documents are listed and signed.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["letter.html", "letter.pdf", "letter.docx", "letter.txt", "letter.json"];

    public async Task<IReadOnlyList<Rendered>> All(LetterView letter, CancellationToken ct)
    {
        var all = new List<Rendered>();
        foreach (var fileName in FileNames) all.Add(await One(letter, fileName, ct));
        return all;
    }

    public async Task<Rendered> One(LetterView letter, string fileName, CancellationToken ct) => fileName switch
    {
        "letter.html" => Make(fileName, "text/html; charset=utf-8", HtmlLetter.Render(letter)),
        "letter.pdf" => Make(fileName, "application/pdf", await pdf.Render(HtmlLetter.Render(letter), letter.LetterDate, ct)),
        "letter.docx" => Make(fileName, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", DocxLetter.Render(letter)),
        "letter.txt" => Make(fileName, "text/plain; charset=utf-8", TextLetter.Render(letter)),
        "letter.json" => Make(fileName, "application/json", JsonLetter.Render(letter)),
        _ => throw new ArgumentOutOfRangeException(nameof(fileName), fileName, "no rendering of that name"),
    };

    static Rendered Make(string fileName, string mediaType, string text) => Make(fileName, mediaType, Encoding.UTF8.GetBytes(text));

    static Rendered Make(string fileName, string mediaType, byte[] bytes) =>
        new(new() { FileName = fileName, MediaType = mediaType, Size = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }, bytes);
}
