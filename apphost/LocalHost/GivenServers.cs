using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>
/// Servers that are there already, by the same keys that AppHost reads: <c>ConnectionStrings__{service}-db</c> and
/// <c>ConnectionStrings__{user}-broker</c> in the environment. Given ones are not started, and must have their databases and users.
/// </summary>
sealed class GivenServers
{
    readonly Dictionary<string, string> values;

    GivenServers(Dictionary<string, string> values) => this.values = values;

    static IEnumerable<string> Databases => Stack.Services.Select(s => $"{s.Name}-db");
    static IEnumerable<string> Brokers => Stack.Services.Select(s => $"{s.Name}-broker").Concat(Stack.Consumers.Where(c => c.Project is not null).Select(c => $"{c.Name}-broker"));

    public bool HasDatabases => Databases.All(values.ContainsKey);
    public bool HasBroker => Brokers.All(values.ContainsKey);
    public string Database(string service) => values[$"{service}-db"];
    public string Broker(string user) => values[$"{user}-broker"];

    /// <exception cref="ServerFailed">Some are given and some are not.</exception>
    public static GivenServers Read()
    {
        var values = Databases.Concat(Brokers)
            .Select(name => (name, value: Environment.GetEnvironmentVariable($"ConnectionStrings__{name}")))
            .Where(pair => !string.IsNullOrEmpty(pair.value))
            .ToDictionary(pair => pair.name, pair => pair.value!);
        foreach (var group in (IEnumerable<string>[])[Databases, Brokers])
        {
            var missing = group.Where(name => !values.ContainsKey(name)).ToList();
            if (missing.Count > 0 && missing.Count < group.Count())
                throw new ServerFailed($"some connection strings are given and some are not; missing: {string.Join(", ", missing.Select(m => $"ConnectionStrings__{m}"))}");
        }
        return new(values);
    }
}
