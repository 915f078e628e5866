using System.Text.Json;
using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>
/// The tokens of development's people and consumers as files of mode 0600, <c>tokens/{person}.jwt</c>, renewed long before they expire.
/// </summary>
sealed class TokenFiles(string root, string stateDirectory, string authority)
{
    /// <summary>The client that may speak for people.</summary>
    public const string Client = "localhost";

    /// <summary>What a consumer's token is for.</summary>
    public static readonly string Scope = $"apa-{Stack.Publisher.Name}";

    string Folder => Path.Combine(stateDirectory, "tokens");

    /// <summary>Where a person's or consumer's token lies.</summary>
    public static string FileOf(string stateDirectory, string name) => Path.Combine(stateDirectory, "tokens", $"{name}.jwt");

    /// <summary>Writes all; consumers may have been added since.</summary>
    public async Task Write(CancellationToken ct)
    {
        Secret.Folder(Folder);
        var consumers = ConsumerList.Read(root, stateDirectory);
        var secrets = Secrets.Load(stateDirectory, consumers.Added);
        using var http = new HttpClient();
        foreach (var person in People(root))
            await Write(http, person, new() { ["grant_type"] = "urn:apa:grant:person", ["client_id"] = Client, ["client_secret"] = secrets.Client(Client), ["person"] = person }, ct);
        foreach (var consumer in consumers.All) await Write(http, consumer, secrets, ct);
    }

    /// <summary>Writes a consumer's alone.</summary>
    public async Task Write(ConsumerEntry consumer, Secrets secrets, CancellationToken ct)
    {
        Secret.Folder(Folder);
        using var http = new HttpClient();
        await Write(http, consumer, secrets, ct);
    }

    Task Write(HttpClient http, ConsumerEntry consumer, Secrets secrets, CancellationToken ct) =>
        Write(http, consumer.Name, new() { ["grant_type"] = "client_credentials", ["client_id"] = consumer.Name, ["client_secret"] = secrets.Client(consumer.Name), ["scope"] = Scope }, ct);

    async Task Write(HttpClient http, string person, Dictionary<string, string> request, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(request);
        using var answer = await http.PostAsync(new Uri($"{authority}/connect/token"), form, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        if (!answer.IsSuccessStatusCode) throw new ServerFailed($"no token for {person}: {body.RootElement.GetProperty("error_description")}");
        Secret.Write(FileOf(stateDirectory, person), body.RootElement.GetProperty("access_token").GetString()!);
    }

    /// <summary>Subject ids of development's people.</summary>
    public static List<string> People(string root)
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
            catch (Exception e) when (e is HttpRequestException or ServerFailed)
            {
                // The authority is being restarted, or a consumer is just coming or going; the tokens that are there hold for the next round.
            }
        }
    }
}
