using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Apa.LocalHost.Servers;

/// <summary>Whoever may log in, as the file that the broker loads at each start: salted hashes, of mode 0600.</summary>
static class RabbitMqDefinitions
{
    public static string FileOf(string directory) => Path.Combine(directory, "definitions.json");

    /// <summary>Users, the virtual host, permissions. No queue and no exchange: who owns, declares.</summary>
    public static void Write(string directory, string virtualHost, IReadOnlyList<RabbitMqUser> users) => Secret.Write(FileOf(directory), JsonSerializer.Serialize(new
    {
        vhosts = new[] { new { name = virtualHost } },
        users = users.Select(u => new
        {
            name = u.Name,
            password_hash = Hash(u.Password),
            hashing_algorithm = "rabbit_password_hashing_sha256",
            tags = u.Administrator ? "administrator" : "",
        }),
        permissions = users.Select(u => new { user = u.Name, vhost = virtualHost, configure = u.Configure, write = u.Write, read = u.Read }),
    }));

    static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
