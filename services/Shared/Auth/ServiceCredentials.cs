using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace Apa.Shared;

/// <summary>Tokens for calls to other services, by the service's own client credential; kept until shortly before they expire.</summary>
sealed class ServiceCredentials(IConfiguration configuration, IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> kept = new();
    readonly SemaphoreSlim one = new(1);
    string? endpoint;

    public async Task<string> TokenFor(string service, CancellationToken ct)
    {
        if (Fresh(service) is { } token) return token;
        await one.WaitAsync(ct);
        try
        {
            return Fresh(service) ?? await Ask(service, ct);
        }
        finally
        {
            one.Release();
        }
    }

    string? Fresh(string service) => kept.TryGetValue(service, out var found) && found.Until > time.GetUtcNow() ? found.Token : null;

    async Task<string> Ask(string service, CancellationToken ct)
    {
        using var http = clients.CreateClient(nameof(ServiceCredentials));
        endpoint ??= (await http.GetFromJsonAsync<Discovery>($"{configuration["Auth:Authority"]!.TrimEnd('/')}/.well-known/openid-configuration", ct))!.TokenEndpoint;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string?>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = configuration["Auth:ClientId"],
            ["client_secret"] = configuration["Auth:ClientSecret"],
            ["scope"] = $"apa-{service}",
        });
        using var answer = await http.PostAsync(endpoint, form, ct);
        answer.EnsureSuccessStatusCode();
        var granted = (await answer.Content.ReadFromJsonAsync<Granted>(ct))!;
        kept[service] = (granted.AccessToken, time.GetUtcNow().AddSeconds(Math.Max(5, granted.ExpiresIn - 60)));
        return granted.AccessToken;
    }

    public void Dispose() => one.Dispose();

    sealed record Discovery([property: JsonPropertyName("token_endpoint")] string TokenEndpoint);

    sealed record Granted([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
