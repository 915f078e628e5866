using System.Buffers.Text;
using System.Text.Json;

namespace Apa.Cli;

/// <summary>
/// The tokens of people: files that the local host keeps fresh, or, where the environment names the development authority and
/// a client secret (as under Aspire), asked for there.
/// </summary>
sealed class Tokens(string folder)
{
    readonly Dictionary<string, string> asked = [];

    public string Of(string person)
    {
        var file = Path.Combine(folder, $"{person}.jwt");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        if (Environment.GetEnvironmentVariable("Auth__ClientSecret") is { Length: > 0 } secret
            && Environment.GetEnvironmentVariable("Auth__Authority") is { Length: > 0 } authority)
            return asked.TryGetValue(person, out var known) ? known : asked[person] = Ask(person, authority, secret);
        var there = Directory.Exists(folder)
            ? string.Join(", ", Directory.GetFiles(folder, "*.jwt").Select(Path.GetFileNameWithoutExtension).Order())
            : "nobody";
        throw new CommandFailed($"no token for '{person}'; known are: {there}");
    }

    /// <summary>Bodies that a person signs for, as their token says of them; whether it is true is for the services to judge.</summary>
    public IReadOnlyList<string> Bodies(string person)
    {
        const string signatory = "signatory:";
        if (Of(person).Split('.') is not [_, var claims, _]) throw new CommandFailed($"the token of '{person}' does not say whom they sign for");
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        if (!json.RootElement.TryGetProperty("role", out var role)) return [];
        var roles = role.ValueKind is JsonValueKind.Array ? role.EnumerateArray().Select(one => one.GetString()!) : [role.GetString()!];
        return [.. roles.Where(one => one.StartsWith(signatory, StringComparison.Ordinal)).Select(one => one[signatory.Length..])];
    }

    static string Ask(string person, string authority, string secret)
    {
        using var http = new HttpClient { BaseAddress = new Uri(authority.TrimEnd('/') + "/") };
        using var discovery = JsonDocument.Parse(http.GetStringAsync(".well-known/openid-configuration").GetAwaiter().GetResult());
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:apa:grant:person",
            ["client_id"] = "localhost",
            ["client_secret"] = secret,
            ["person"] = person,
        });
        using var answer = http.PostAsync(discovery.RootElement.GetProperty("token_endpoint").GetString(), form).GetAwaiter().GetResult();
        using var body = JsonDocument.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        return answer.IsSuccessStatusCode
            ? body.RootElement.GetProperty("access_token").GetString()!
            : throw new CommandFailed($"the token authority refused '{person}': {body.RootElement.GetProperty("error_description").GetString()}");
    }
}
