using System.Text.Json;
using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost.Consumers;

/// <summary>
/// Clients of the token authority that were added: their audience and secret, in a file of mode 0600 that the authority reads at each
/// request for a token, so that one may be added while it runs.
/// </summary>
static class ConsumerClients
{
    public static string FileOf(string stateDirectory) => Path.Combine(stateDirectory, "clients.json");

    public static void Write(string stateDirectory, IEnumerable<ConsumerEntry> added, Secrets secrets) => Secret.Write(FileOf(stateDirectory),
        JsonSerializer.Serialize(added.ToDictionary(consumer => consumer.Name, consumer => new { audience = consumer.Audience, secret = secrets.Client(consumer.Name) })));
}
