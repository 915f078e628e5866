using Apa.Hosting;
using Apa.LocalHost.Servers;

namespace Apa.LocalHost;

/// <summary>Who may log in to the private broker: an administrator, the users of <see cref="Stack"/>, and the consumers that were added.</summary>
static class BrokerUsers
{
    public const string Administrator = "admin";

    public static IReadOnlyList<RabbitMqUser> Of(Secrets secrets, IEnumerable<ConsumerEntry> added) =>
    [
        new(Administrator, secrets.Broker(Administrator), ".*", ".*", ".*", Administrator: true),
        .. Stack.BrokerUsers().Concat(added.Select(Stack.UserOf)).Select(u => new RabbitMqUser(u.Name, secrets.Broker(u.Name), u.Configure, u.Write, u.Read)),
    ];
}
