using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Apa.Cli;

/// <summary>A public key on the curve P-256 by which signatures are checked.</summary>
sealed class PublicKey : IDisposable
{
    const string P256 = "1.2.840.10045.3.1.7";
    const int CoordinateBytes = 32;
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    readonly ECDsa key;

    PublicKey(ECDsa key)
    {
        this.key = key;
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
    }

    /// <summary>RFC 7638, by SHA-256 in base64url: what a signature calls its key.</summary>
    public string Thumbprint { get; }

    /// <summary>Whether an ES256 signature (r and s, 32 bytes each) over these bytes was made with this key's private half.</summary>
    public bool Made(byte[] signature, byte[] signed) => key.VerifyData(signed, signature, HashAlgorithmName.SHA256);

    /// <summary>Reads PEM, a JSON Web Key, or that of a JSON Web Key Set which is named.</summary>
    /// <param name="named">Thumbprint of the key that is wanted of a set; of a key alone it is not asked.</param>
    /// <exception cref="CommandFailed">It is not there, cannot be read, or is another kind of key.</exception>
    public static PublicKey OfFile(string path, string named = "")
    {
        if (!File.Exists(path)) throw new CommandFailed($"{path}: there is no such key file");
        var text = File.ReadAllText(path);
        if (!text.TrimStart().StartsWith('{')) return OfPem(text, path);
        var keys = Set(text, path);
        if (keys is null) return OfJwk(text, path);
        foreach (var jwk in keys)
        {
            var key = OfJwk(jwk, path);
            if (key.Thumbprint == named) return key;
            key.Dispose();
        }
        throw new CommandFailed($"{path}: none of its {keys.Count} keys is {(named.Length == 0 ? "named by the signature" : named)}");
    }

    /// <summary>The keys of a JSON Web Key Set, RFC 7517; null where it is none.</summary>
    static List<string>? Set(string json, string where)
    {
        try
        {
            using var set = JsonDocument.Parse(json, Strict);
            return set.RootElement.TryGetProperty("keys", out var keys) ? [.. keys.EnumerateArray().Select(key => key.GetRawText())] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFailed($"{where}: is no JSON Web Key: {e.Message}");
        }
    }

    /// <param name="json">A JSON Web Key, RFC 7517.</param>
    /// <param name="where">Where it was found, for what is said of it.</param>
    /// <exception cref="CommandFailed">It cannot be read, or is another kind of key.</exception>
    public static PublicKey OfJwk(string json, string where)
    {
        try
        {
            using var jwk = JsonDocument.Parse(json, Strict);
            var (type, curve) = (Member(jwk, "kty"), Member(jwk, "crv"));
            if (type != "EC" || curve != "P-256") throw new CommandFailed($"{where}: is a key of kind '{type} {curve}', only EC P-256 is taken");
            return new(ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Coordinate(jwk, "x", where), Y = Coordinate(jwk, "y", where) },
            }));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or CryptographicException)
        {
            throw new CommandFailed($"{where}: is no JSON Web Key: {e.Message}");
        }
    }

    static PublicKey OfPem(string text, string where)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256) throw new CommandFailed($"{where}: is a key on another curve, only P-256 is taken");
            return new(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new CommandFailed($"{where}: is no EC key in PEM: {e.Message}");
        }
    }

    static string Member(JsonDocument jwk, string name) => jwk.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    static byte[] Coordinate(JsonDocument jwk, string name, string where) => Base64Url.DecodeFromChars(Member(jwk, name)) is { Length: CoordinateBytes } bytes
        ? bytes
        : throw new CommandFailed($"{where}: its {name} is not {CoordinateBytes} bytes long");

    public void Dispose() => key.Dispose();
}
