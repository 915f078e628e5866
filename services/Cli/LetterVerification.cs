using System.Security.Cryptography;
using System.Text;
using Apa.Protos.Letters.V1;

namespace Apa.Cli;

/// <summary>
/// Whether the files of an issued letter are those that were signed, found out from the files alone: the signature over the list of
/// documents, then every document that lies beside it against its size and SHA-256.
/// </summary>
sealed class LetterVerification
{
    readonly List<string> checkedDocuments = [];
    readonly List<string> absent = [];
    readonly List<string> failures = [];

    LetterVerification(string path, LetterSignature signature) => (Path, Signature) = (path, signature);

    /// <summary>The signature file.</summary>
    public string Path { get; }
    public LetterSignature Signature { get; }

    /// <summary>Thumbprint of the key that the signature was checked by; empty where there was none.</summary>
    public string Thumbprint { get; private set; } = "";

    /// <summary>The signature is by that key, and over the list as it stands.</summary>
    public bool SignatureHolds { get; private set; }

    /// <summary>Documents whose bytes are those that were signed.</summary>
    public IReadOnlyList<string> Checked => checkedDocuments;

    /// <summary>Documents that were signed and do not lie beside the signature.</summary>
    public IReadOnlyList<string> Absent => absent;

    /// <summary>What does not hold, a line each: what, and why.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <param name="file">The signature file, or a document with <see cref="LetterSignatureFile.Name"/> beside it.</param>
    /// <param name="keyFile">The key that is trusted, PEM or JWK; null: the one in the signature file.</param>
    /// <exception cref="CommandFailed">There is nothing to check: a file is missing or cannot be read.</exception>
    public static LetterVerification Of(string file, string? keyFile)
    {
        file = System.IO.Path.GetFullPath(file);
        if (!File.Exists(file)) throw new CommandFailed($"{file}: there is no such file");
        var folder = System.IO.Path.GetDirectoryName(file)!;
        var isSignature = file.EndsWith(".signature.json", StringComparison.Ordinal);
        var path = isSignature ? file : System.IO.Path.Combine(folder, LetterSignatureFile.Name);
        if (!File.Exists(path)) throw new CommandFailed($"{file}: no {LetterSignatureFile.Name} lies beside it; ./apa letter signature CASE --out {folder} fetches it");
        var verification = new LetterVerification(path, LetterSignatureFile.Read(path));
        verification.CheckSignature(keyFile);
        verification.CheckDocuments(folder, isSignature ? null : System.IO.Path.GetFileName(file));
        return verification;
    }

    void CheckSignature(string? keyFile)
    {
        try
        {
            using var key = keyFile is not null ? PublicKey.OfFile(keyFile)
                : Signature.Jwk.Length > 0 ? PublicKey.OfJwk(Signature.Jwk, "the key in the file")
                : throw new CommandFailed("the letter was issued before its key was kept with it; name the service's key by --key FILE");
            Thumbprint = key.Thumbprint;
            var payload = Encoding.UTF8.GetBytes(LetterSignatureFile.Payload(Signature.Documents));
            if (DetachedJws.Fault(Signature.Signature, payload, key, "does not fit the list of documents: the list, its order or the signature was changed after signing") is { } fault) failures.Add($"signature: {fault}");
            else SignatureHolds = true;
        }
        catch (CommandFailed e)
        {
            failures.Add($"signature: {e.Message}");
        }
    }

    /// <param name="folder">Where the documents lie.</param>
    /// <param name="asked">A document that has to be there; null: whichever are.</param>
    void CheckDocuments(string folder, string? asked)
    {
        foreach (var twice in Signature.Documents.GroupBy(document => document.FileName).Where(group => group.Count() > 1)) failures.Add($"{twice.Key}: stands in the list more than once");
        foreach (var document in Signature.Documents)
        {
            var path = System.IO.Path.Combine(folder, document.FileName);
            // A name that leads elsewhere is no name of a document; nothing outside the folder is read.
            if (System.IO.Path.GetFileName(document.FileName) != document.FileName || document.FileName.Length == 0) failures.Add($"'{document.FileName}': is no plain file name");
            else if (!File.Exists(path)) absent.Add(document.FileName);
            else if (Fault(path, document) is { } fault) failures.Add($"{document.FileName}: {fault}");
            else checkedDocuments.Add(document.FileName);
        }
        if (asked is not null && Signature.Documents.All(document => document.FileName != asked))
            failures.Add($"{asked}: is none of the documents that were signed: {string.Join(", ", Signature.Documents.Select(document => document.FileName))}");
        if (absent.Count == Signature.Documents.Count) failures.Add($"documents: none lies in {folder}, so nothing but their list could be checked");
    }

    static string? Fault(string path, Document signed) => FileFault(path, signed.Size, signed.Sha256);

    /// <summary>Why a file is not what was signed; null where it is.</summary>
    public static string? FileFault(string path, long size, string sha256)
    {
        using var bytes = File.OpenRead(path);
        if (bytes.Length != size) return $"has {bytes.Length:N0} bytes, {size:N0} were signed";
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return hash == sha256 ? null : $"its SHA-256 is {hash}, {sha256} was signed";
    }
}
