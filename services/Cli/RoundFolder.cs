using Apa.Protos.Publications.V1;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>
/// Where what lies in an export of a released round: the manifest with signature and keys, the judgements, and a folder a letter with
/// its documents and its own signature.
/// </summary>
static class RoundFolder
{
    public const string Manifest = "manifest.json";
    public const string Signature = "manifest.jws";
    public const string Keys = "keys.json";
    public const string Judgements = "judgements.csv";

    /// <summary>A later service may say more than is known here; what was signed are bytes.</summary>
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>A letter's file, with slashes whatever the machine.</summary>
    public static string Letter(ManifestMember member, string fileName) => $"letters/{member.Authority.LaCode}/{fileName}";

    /// <summary>The letter's own signature as the file that <c>letter verify</c> reads; null where it came without.</summary>
    public static Protos.Letters.V1.LetterSignature? SignatureOf(ManifestMember member) => member.LetterSignature.Length == 0 ? null : new()
    {
        Letter = member.Letter,
        Revision = member.LetterRevision,
        Signature = member.LetterSignature,
        Jwk = member.LetterJwk,
        Documents = { member.Documents.Select(d => new Protos.Letters.V1.Document { FileName = d.FileName, MediaType = d.MediaType, Size = d.Size, Sha256 = d.Sha256 }) },
    };

    /// <summary>Every file that a manifest promises.</summary>
    public static IEnumerable<string> Files(RoundManifest manifest) =>
    [
        Manifest, Signature, Keys, Judgements,
        .. manifest.Members.SelectMany(member => member.Documents.Select(document => Letter(member, document.FileName))
            .Concat(SignatureOf(member) is null ? [] : [Letter(member, LetterSignatureFile.Name)])),
    ];

    /// <exception cref="CommandFailed">They are no manifest.</exception>
    public static RoundManifest Parse(string json, string where)
    {
        try
        {
            return Parser.Parse<RoundManifest>(json);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CommandFailed($"{where}: is no manifest of a round, or not all of it: {e.Message}");
        }
    }

    /// <summary>Whether a name stays in the folder that it is put into.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && name is not ("." or "..") && Path.GetFileName(name) == name && !name.Contains('\\', StringComparison.Ordinal);
}
