using System.Text.Json;
using Apa.Tests;

namespace Apa.Flow.Tests;

/// <summary>Looks for the secrets of a running stack where they must not be: its logs, the process list, what it makes and what it answers.</summary>
static class Disclosure
{
    public static async Task OfNothing(Journey journey)
    {
        var secrets = await Secrets(journey.State);
        Assert.True(secrets.Count > 20, $"only {secrets.Count} secrets were found to look for");

        var logs = Directory.GetFiles(Path.Combine(journey.State, "logs"));
        Assert.True(logs.Length >= journey.Stack.Processes.Count, $"only {logs.Length} logs");
        var told = new List<string>();
        var made = Directory.GetFiles(Path.Combine(journey.State, "out"), "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".lock");
        foreach (var file in logs.Concat(made)) Look(file, await File.ReadAllTextAsync(file));
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))) Look(process, CommandLine(process));
        foreach (var process in journey.Stack.Processes)
        {
            using var http = new HttpClient();
            Look($"{process.Name}/health/ready", await http.GetStringAsync(new Uri($"{process.HttpAddress}/health/ready")));
        }
        // An error whose cause has to do with a secret: somebody else's stack has other keys.
        Look("a refusal", await journey.Refused("letter", "verify", journey.Out("letter.pdf"), "--key", Path.Combine(journey.State, "keys", "publication.pem")));
        Assert.Empty(told);

        void Look(string where, string text) => told.AddRange(secrets.Where(secret => text.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => $"{where} tells {secret.Name}"));
    }

    /// <summary>Passwords and clients' secrets, tokens by their signatures, private keys by their first line.</summary>
    static async Task<List<(string Name, string Value)>> Secrets(string state)
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(state, "secrets.json")));
        var secrets = file.RootElement.EnumerateObject().Select(one => (one.Name, one.Value.GetString()!)).ToList();
        foreach (var token in Directory.GetFiles(Path.Combine(state, "tokens"))) secrets.Add((Path.GetFileName(token), (await File.ReadAllTextAsync(token)).Trim().Split('.')[^1]));
        foreach (var key in Directory.GetFiles(Path.Combine(state, "keys"))) secrets.Add((Path.GetFileName(key), (await File.ReadAllLinesAsync(key))[1]));
        return secrets;
    }

    /// <summary>Empty where the process ended meanwhile.</summary>
    static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
