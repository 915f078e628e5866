using System.Security.Cryptography;
using System.Text.Json;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>
/// Passwords and client secrets of a stack, made at its first start and kept in a file of mode 0600; the keys that services
/// sign with beside it. They reach processes by environment, never by command line.
/// </summary>
sealed class Secrets
{
    readonly Dictionary<string, string> values;

    Secrets(Dictionary<string, string> values) => this.values = values;

    public string Database(string service) => values[$"database:{service}"];
    public string Broker(string user) => values[$"broker:{user}"];
    public string Client(string client) => values[$"client:{client}"];

    /// <param name="added">Consumers beyond those of the stack.</param>
    public static Secrets Load(string stateDirectory, IEnumerable<ConsumerEntry> added)
    {
        var (path, values) = Read(stateDirectory);
        var missing = Names(added).Where(name => !values.ContainsKey(name)).ToList();
        foreach (var name in missing) values[name] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        if (missing.Count > 0) Secret.Write(path, JsonSerializer.Serialize(values));
        return new(values);
    }

    /// <summary>Forgets those of a consumer that was removed: added again, it gets others.</summary>
    public static void Forget(string stateDirectory, string consumer)
    {
        var (path, values) = Read(stateDirectory);
        if (values.Remove($"broker:{consumer}") | values.Remove($"client:{consumer}")) Secret.Write(path, JsonSerializer.Serialize(values));
    }

    static (string Path, Dictionary<string, string> Values) Read(string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, "secrets.json");
        return (path, File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))! : []);
    }

    static IEnumerable<string> Names(IEnumerable<ConsumerEntry> added) =>
    [
        .. Stack.Services.SelectMany(s => (string[])[$"database:{s.Name}", $"broker:{s.Name}", $"client:{s.Name}"]),
        .. Stack.Consumers.Concat(added).SelectMany(c => (string[])[$"broker:{c.Name}", $"client:{c.Name}"]),
        $"broker:{BrokerUsers.Administrator}",
        $"client:{TokenFiles.Client}",
        $"client:{Stack.Portal.Name}",
    ];

    /// <summary>Path of a private EC P-256 key in PEM, made where missing.</summary>
    public static string SigningKey(string stateDirectory, string service)
    {
        var path = Path.Combine(stateDirectory, "keys", $"{service}.pem");
        if (File.Exists(path)) return path;
        Secret.Folder(Path.GetDirectoryName(path)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Secret.Write(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
