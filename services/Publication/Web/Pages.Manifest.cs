using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Apa.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Apa.Publications.Web;

static partial class Pages
{
    /// <summary>What was released of a round: the very bytes that were signed.</summary>
    [AllowAnonymous]
    public static async Task<IResult> ManifestJson(string round, PublicationDb db, HttpRequest request, CancellationToken ct) =>
        await db.PublicManifest(round, ct) is { } manifest ? Bytes(manifest.Json, "application/json", manifest) : Problems.NotFound(request);

    /// <summary>The signature over them, a detached JWS.</summary>
    [AllowAnonymous]
    public static async Task<IResult> ManifestSignature(string round, PublicationDb db, HttpRequest request, CancellationToken ct) =>
        await db.PublicManifest(round, ct) is { } manifest ? Bytes(Encoding.ASCII.GetBytes(manifest.Signature), "application/jose", manifest) : Problems.NotFound(request);

    /// <summary>Every public key that a manifest was ever signed with, and the one for the next, as a JSON Web Key Set.</summary>
    [AllowAnonymous]
    public static async Task<IResult> Keys(PublicationDb db, SigningKey key, CancellationToken ct)
    {
        var keys = await db.Manifests.Select(m => m.Jwk).Distinct().ToListAsync(ct);
        if (key.IsThere) keys = [.. keys.Append(key.Jwk).Distinct()];
        var set = new JsonObject { ["keys"] = new JsonArray([.. keys.Order(StringComparer.Ordinal).Select(Key)]) };
        return TypedResults.Text(set.ToJsonString(), "application/jwk-set+json");
    }

    static JsonNode Key(string jwk)
    {
        var key = JsonNode.Parse(jwk)!.AsObject();
        (key["alg"], key["kid"], key["use"]) = ("ES256", SigningKey.Thumbprint(jwk), "sig");
        return key;
    }

    /// <summary>Both parts of a manifest are of one revision where their tags begin alike.</summary>
    static FileContentHttpResult Bytes(byte[] bytes, string mediaType, StoredManifest manifest) => TypedResults.Bytes(bytes, mediaType,
        entityTag: new EntityTagHeaderValue($"\"{manifest.Revision}-{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""));
}
