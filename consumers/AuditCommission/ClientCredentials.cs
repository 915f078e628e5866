using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace Apa.AuditCommission;

/// <summary>A token for Publication by the consumer's own client credential, kept until shortly before it runs out.</summary>
/// <param name="authority">The OIDC issuer.</param>
public sealed class ClientCredentials(HttpClient http, Uri authority, string id, string secret, TimeProvider time)
{
    (string Token, DateTimeOffset Until) kept = ("", DateTimeOffset.MinValue);
    string? endpoint;

    /// <summary>One call at a time, as a subscription makes them.</summary>
    public async ValueTask<string> Token(CancellationToken ct)
    {
        if (kept.Until > time.GetUtcNow()) return kept.Token;
        endpoint ??= (await http.GetFromJsonAsync<Discovery>($"{authority.ToString().TrimEnd('/')}/.well-known/openid-configuration", ct))!.TokenEndpoint;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret, ["scope"] = "apa-publication" });
        using var answer = await http.PostAsync(new Uri(endpoint), form, ct);
        answer.EnsureSuccessStatusCode();
        var granted = (await answer.Content.ReadFromJsonAsync<Granted>(ct))!;
        kept = (granted.AccessToken, time.GetUtcNow().AddSeconds(Math.Max(5, granted.ExpiresIn - 60)));
        return kept.Token;
    }

    sealed record Discovery([property: JsonPropertyName("token_endpoint")] string TokenEndpoint);

    sealed record Granted([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
