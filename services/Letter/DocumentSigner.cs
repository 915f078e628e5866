using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>A detached JWS and the public key that verifies it.</summary>
public readonly record struct SignedDocuments(string Signature, string Jwk);

/// <summary>Signs the documents of an issued letter with the service's key, <c>Signing:KeyFile</c> (PEM, EC P-256).</summary>
public sealed class DocumentSigner(IConfiguration configuration) : IDisposable
{
    ECDsa? key;

    /// <summary>
    /// A detached JWS (RFC 7515, appendix F) by ES256 over <see cref="Payload"/>; its header names the key by RFC 7638 thumbprint.
    /// </summary>
    public SignedDocuments Sign(IEnumerable<Document> documents)
    {
        key ??= Read();
        var header = Encode($$"""{"alg":"ES256","kid":"{{Thumbprint(key)}}"}""");
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{Encode(Payload(documents))}"), HashAlgorithmName.SHA256);
        return new($"{header}..{Base64Url.EncodeToString(signature)}", Jwk(key));
    }

    /// <summary>
    /// What is signed: a JSON list without white space, for each document in order
    /// <c>{"fileName":"letter.html","mediaType":"…","size":"123","sha256":"…"}</c>, as proto3 JSON names and writes them.
    /// </summary>
    public static string Payload(IEnumerable<Document> documents) =>
        $"[{string.Join(',', documents.Select(d => $$"""{"fileName":{{Quoted(d.FileName)}},"mediaType":{{Quoted(d.MediaType)}},"size":"{{d.Size}}","sha256":{{Quoted(d.Sha256)}}}"""))}]";

    ECDsa Read()
    {
        var file = configuration["Signing:KeyFile"];
        if (file is not { Length: > 0 } || !File.Exists(file))
            throw new Refusal("SIGNING_KEY_MISSING", "the service has no key to sign documents with", RefusalKind.Unavailable);
        var read = ECDsa.Create();
        read.ImportFromPem(File.ReadAllText(file));
        return read;
    }

    /// <summary>The public key as a JSON Web Key, in the form that its thumbprint is taken of.</summary>
    static string Jwk(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
    }

    static string Thumbprint(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Jwk(key))));

    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public void Dispose() => key?.Dispose();
}
