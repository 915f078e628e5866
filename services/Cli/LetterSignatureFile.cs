using System.Text.Json;
using Apa.Protos.Letters.V1;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>
/// The signature of an issued letter as a file beside its documents: proto3 JSON of <see cref="LetterSignature"/>. Only the list of
/// documents is signed; letter and revision stand there for people.
/// </summary>
static class LetterSignatureFile
{
    public const string Name = "letter.signature.json";

    static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>A later service may say more than is known here; what was signed is known.</summary>
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Writes it into a folder, where it is not there just so; answers with its path.</summary>
    public static async Task<string> Write(string folder, LetterSignature signature, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        var text = Formatter.Format(signature) + "\n";
        if (!File.Exists(path) || await File.ReadAllTextAsync(path, ct) != text) await Files.Write(path, text, ct);
        return path;
    }

    /// <exception cref="CommandFailed">It is not there or is no signature.</exception>
    public static LetterSignature Read(string path)
    {
        if (!File.Exists(path)) throw new CommandFailed($"{path}: there is no such file");
        try
        {
            var signature = Parser.Parse<LetterSignature>(File.ReadAllText(path));
            return signature.Signature.Length > 0 && signature.Documents.Count > 0
                ? signature
                : throw new CommandFailed($"{path}: is no signature of a letter: it holds no {(signature.Signature.Length > 0 ? "documents" : "signature")}");
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CommandFailed($"{path}: is no signature of a letter, or not all of it: {e.Message}");
        }
    }

    /// <summary>What a letter's signature is over: the contract's form, as LetterIssued describes it.</summary>
    public static string Payload(IEnumerable<Document> documents) =>
        $"[{string.Join(',', documents.Select(d => $$"""{"fileName":{{Quoted(d.FileName)}},"mediaType":{{Quoted(d.MediaType)}},"size":"{{d.Size}}","sha256":{{Quoted(d.Sha256)}}}"""))}]";

    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
