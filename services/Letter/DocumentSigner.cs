using System.Text;
using System.Text.Json;
using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters;

/// <summary>A detached JWS and the public key that verifies it.</summary>
public readonly record struct SignedDocuments(string Signature, string Jwk);

/// <summary>Signs the documents of an issued letter with the service's key.</summary>
public sealed class DocumentSigner(SigningKey key)
{
    /// <summary>A detached JWS over <see cref="Payload"/>.</summary>
    public SignedDocuments Sign(IEnumerable<Document> documents) => new(key.Sign(Encoding.UTF8.GetBytes(Payload(documents))), key.Jwk);

    /// <summary>
    /// What is signed: a JSON list without white space, for each document in order
    /// <c>{"fileName":"letter.html","mediaType":"…","size":"123","sha256":"…"}</c>, as proto3 JSON names and writes them.
    /// </summary>
    public static string Payload(IEnumerable<Document> documents) =>
        $"[{string.Join(',', documents.Select(d => $$"""{"fileName":{{Quoted(d.FileName)}},"mediaType":{{Quoted(d.MediaType)}},"size":"{{d.Size}}","sha256":{{Quoted(d.Sha256)}}}"""))}]";

    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
