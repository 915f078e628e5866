using System.Text.Json;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>
/// The tokens of development's people and consumers as files of mode 0600, <c>tokens/{person}.jwt</c>, renewed long before they expire.
/// </summary>
sealed class TokenFiles(string root, string stateDirectory, string authority, Secrets secrets)
{
    /// <summary>The client that may speak for people.</summary>
    public const string Client = "localhost";

    string Folder => Path.Combine(stateDirectory, "tokens");

    public async Task Write(CancellationToken ct)
    {
        Secret.Folder(Folder);
        using var http = new HttpClient();
        foreach (var person in People())
            await Write(http, person, new() { ["grant_type"] = "urn:apa:grant:person", ["client_id"] = Client, ["client_secret"] = secrets.Client(Client), ["person"] = person }, ct);
        foreach (var consumer in Stack.Consumers)
            await Write(http, consumer.Name, new() { ["grant_type"] = "client_credentials", ["client_id"] = consumer.Name, ["client_secret"] = secrets.Client(consumer.Name), ["scope"] = "apa-publication" }, ct);
    }

    async Task Write(HttpClient http, string person, Dictionary<string, string> request, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(request);
        using var answer = await http.PostAsync(new Uri($"{authority}/connect/token"), form, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        if (!answer.IsSuccessStatusCode) throw new ServerFailed($"no token for {person}: {body.RootElement.GetProperty("error_description")}");
        Secret.Write(Path.Combine(Folder, $"{person}.jwt"), body.RootElement.GetProperty("access_token").GetString()!);
    }

    List<string> People()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "seeds", "people.json")));
        return [.. file.RootElement.GetProperty("people").EnumerateArray().Select(p => p.GetProperty("sub").GetString()!)];
    }

    /// <summary>Renews twice within the shortest lifetime, an hour.</summary>
    public async Task KeepFresh(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(25));
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Write(ct);
            }
            catch (HttpRequestException)
            {
                // The authority is being restarted; the tokens that are there still hold for the next round.
            }
        }
    }
}
