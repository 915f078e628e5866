using System.Globalization;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>Ports that were asked for on the command line.</summary>
static class Ports
{
    static IEnumerable<string> Known =>
    [
        "postgres", "rabbitmq", $"{Stack.DevAuthority.Name}.http",
        .. Stack.Services.SelectMany(s => (string[])[$"{s.Name}.grpc", $"{s.Name}.http"]),
        .. Stack.Consumers.Where(c => c.Project is not null).Select(c => $"{c.Name}.http"),
    ];

    /// <exception cref="ServerFailed">Everything that is wrong with them.</exception>
    public static Dictionary<string, int> Parse(IEnumerable<string> asked)
    {
        var ports = new Dictionary<string, int>();
        var wrong = new List<string>();
        foreach (var text in asked)
        {
            if (text.Split('=') is not [var name, var number] || !int.TryParse(number, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535) wrong.Add($"'{text}' is not name=port");
            else if (!Known.Contains(name)) wrong.Add($"there is no port '{name}': {string.Join(", ", Known)}");
            else if (!ports.TryAdd(name, port)) wrong.Add($"'{name}' stands twice");
        }
        return wrong.Count == 0 ? ports : throw new ServerFailed(string.Join("; ", wrong));
    }
}
