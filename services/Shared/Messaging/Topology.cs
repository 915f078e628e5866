using Google.Protobuf.Reflection;

namespace Apa.Shared;

/// <summary>
/// What a service has on the broker, as data. Names and arguments are a contract: they cannot be changed once queues exist, and a
/// snapshot test pins them.
/// </summary>
/// <param name="Queue">The one queue of the service; null where it hears nothing.</param>
/// <param name="Exchanges">Durable fan-out exchanges that it owns.</param>
/// <param name="Bindings">Exchanges of others that its queue is bound to.</param>
/// <param name="Mandatory">Own exchanges from which an event must reach a queue.</param>
public sealed record Topology(string? Queue, IReadOnlyList<string> Exchanges, IReadOnlyList<string> Bindings, IReadOnlySet<string> Mandatory)
{
    /// <summary>
    /// Quorum: survives a node. Single active consumer: replicas stand by and order holds. The delivery limit is explicit and large,
    /// since RabbitMQ 4 drops after 20 by default and -1 loses messages on 3.10.
    /// </summary>
    public static readonly Dictionary<string, object?> QueueArguments = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = 1_000_000,
    };

    /// <summary>The exchange of an event type: its full proto name, with the audience before the message's own name where there is one.</summary>
    public static string Exchange(MessageDescriptor type, string? audience = null) =>
        audience is null ? type.FullName : $"{type.File.Package}.{audience}.{type.Name}";
}
