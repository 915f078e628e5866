using System.Text.Json;
using Apa.Hosting;

namespace Apa.DevAuthority;

/// <summary>
/// Clients with a secret: those of the stack by configuration, and consumers that were added since, from a file that is read at each
/// request and so may grow while we run. Nobody in the file takes the place of one of the stack.
/// </summary>
sealed class Clients(IConfiguration configuration)
{
    public string? SecretOf(string client) => configuration[$"DevAuthority:ClientSecrets:{client}"] ?? Added(client)?.Secret;

    /// <summary>A service's or consumer's own role; null for any other client.</summary>
    public string? RoleOf(string client) =>
        Stack.Services.Any(s => s.Name == client) ? $"service:{client}"
        : Stack.Consumers.FirstOrDefault(c => c.Name == client) is { } consumer ? $"consumer:{consumer.Audience}"
        : configuration[$"DevAuthority:ClientSecrets:{client}"] is null && Added(client) is { } added ? $"consumer:{added.Audience}"
        : null;

    Client? Added(string client) =>
        configuration["DevAuthority:ClientsFile"] is { Length: > 0 } path && File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, Client>>(File.ReadAllText(path), JsonSerializerOptions.Web)!.GetValueOrDefault(client)
            : null;

    sealed record Client(string Audience, string Secret);
}
