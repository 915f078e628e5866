using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Apa.Shared;

/// <summary>The key that a service signs with, <c>Signing:KeyFile</c> (PEM, EC P-256), read when it is first needed.</summary>
public sealed class SigningKey(IConfiguration configuration) : IDisposable
{
    ECDsa? key;

    ECDsa Key => key ??= Read();

    /// <summary>Whether a key is configured and there.</summary>
    public bool IsThere => configuration["Signing:KeyFile"] is { Length: > 0 } file && File.Exists(file);

    /// <summary>The public key as a JSON Web Key, in the form that its thumbprint (RFC 7638) is taken of.</summary>
    /// <exception cref="Refusal">SIGNING_KEY_MISSING.</exception>
    public string Jwk
    {
        get
        {
            var q = Key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        }
    }

    /// <summary>A detached JWS (RFC 7515, appendix F) by ES256; its header names the key by thumbprint.</summary>
    /// <exception cref="Refusal">SIGNING_KEY_MISSING.</exception>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{Thumbprint(Jwk)}}"}"""));
        var signature = Key.SignData(Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(payload)}"), HashAlgorithmName.SHA256);
        return $"{header}..{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>RFC 7638, by SHA-256 in base64url.</summary>
    /// <param name="jwk">In the form of <see cref="Jwk"/>.</param>
    public static string Thumbprint(string jwk) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));

    ECDsa Read()
    {
        if (!IsThere) throw new Refusal("SIGNING_KEY_MISSING", "the service has no key to sign with", RefusalKind.Unavailable);
        var read = ECDsa.Create();
        read.ImportFromPem(File.ReadAllText(configuration["Signing:KeyFile"]!));
        return read;
    }

    public void Dispose() => key?.Dispose();
}
