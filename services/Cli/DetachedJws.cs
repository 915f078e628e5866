using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Apa.Cli;

/// <summary>
/// A detached JWS in compact form (RFC 7515, appendix F): header, nothing, signature. Only ES256 is taken, whatever a header asks for:
/// who may choose the algorithm may choose none.
/// </summary>
static class DetachedJws
{
    const int SignatureBytes = 64;
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Why the signature does not hold for this payload and key; null where it holds.</summary>
    /// <param name="misfit">What is said where it is well made and for another payload.</param>
    public static string? Fault(string compact, ReadOnlySpan<byte> payload, PublicKey key, string misfit)
    {
        if (compact.Split('.') is not [{ Length: > 0 } header, "", { Length: > 0 } signature]) return "is no detached JWS: header, two dots, signature";
        if (Decode(header) is not { } headerBytes) return "its header is no base64url";
        if (HeaderFault(headerBytes, key) is { } fault) return fault;
        if (Decode(signature) is not { Length: SignatureBytes } signatureBytes) return $"is not {SignatureBytes} bytes in base64url, as ES256 has it";
        var signed = Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(payload)}");
        return key.Made(signatureBytes, signed) ? null : misfit;
    }

    /// <summary>The thumbprint of the key that the header names; empty where it names none, or is no header.</summary>
    public static string KeyOf(string compact)
    {
        try
        {
            if (Decode(compact.Split('.')[0]) is not { } header) return "";
            using var json = JsonDocument.Parse(header, Strict);
            return Member(json, "kid");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    static string? HeaderFault(byte[] header, PublicKey key)
    {
        try
        {
            using var json = JsonDocument.Parse(header, Strict);
            var algorithm = Member(json, "alg");
            if (algorithm != "ES256") return $"its algorithm is '{algorithm}', only ES256 is taken";
            if (json.RootElement.TryGetProperty("crit", out var critical)) return $"asks for extensions that are not known here: crit {critical.GetRawText()}";
            var named = Member(json, "kid");
            return named == key.Thumbprint ? null : $"names the key {(named.Length == 0 ? "nowhere" : named)}; the key it is checked by is {key.Thumbprint}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "its header is no JSON object";
        }
    }

    static string Member(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) ? value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";

    /// <summary>Bytes of base64url exactly as a JWS has it, without padding or white space; null where it is written otherwise.</summary>
    static byte[]? Decode(string text)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            return Base64Url.EncodeToString(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
