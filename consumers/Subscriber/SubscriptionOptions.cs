using Apa.Protos.Publications.V1;
using Google.Protobuf.Reflection;

namespace Apa.Subscriber;

/// <summary>
/// Where events come from: the broker, the replay, or both. Both is best: the broker tells at once, the replay what was told while
/// nobody listened. With the broker alone nothing is lost as long as the queue lives; with the replay alone it is asked now and then.
/// </summary>
public sealed record SubscriptionOptions
{
    /// <summary>The queue to read from; null for those who reach no broker.</summary>
    public BrokerQueue? Broker { get; init; }

    /// <summary>Where to catch up; null: what was told before the queue was bound is not heard.</summary>
    public IReplay? Replay { get; init; }

    /// <summary>How often the replay is asked where there is no broker.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Events a page of the replay, 1 to 1,000. The whole page is in memory; gRPC takes 4 MiB a message unless told otherwise.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>The longest pause between two tries. The first is 0.2 s, each next twice the one before.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A queue of one's own, and the exchanges that it is bound to.</summary>
/// <param name="Address"><c>amqp://user:password@host:port/apa</c>; the user may touch this queue and its audience's exchanges alone.</param>
/// <param name="Queue">The broker user's name, or that with <c>_…</c> behind it.</param>
/// <param name="Exchanges">One for each type of event, of one audience.</param>
public sealed record BrokerQueue(Uri Address, string Queue, IReadOnlyList<string> Exchanges)
{
    /// <summary>
    /// The arguments of every queue of the suite; a queue cannot change them later. Quorum: survives a node. Single active consumer: a
    /// second process stands by, and order holds. The delivery limit is explicit and large, since RabbitMQ 4 drops after 20 deliveries
    /// by default and -1 loses messages on 3.10.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, object?> Arguments = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = 1_000_000,
    };

    /// <summary>A queue bound to an audience's exchanges of these types, e.g. <c>CpaBlockScored.Descriptor</c>.</summary>
    public static BrokerQueue Of(Uri address, string queue, string audience, params MessageDescriptor[] types) =>
        new(address, queue, [.. types.Select(type => $"{EventsReflection.Descriptor.Package}.{audience}.{type.Name}")]);
}
