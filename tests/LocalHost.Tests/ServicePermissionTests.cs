using Apa.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Apa.LocalHost.Tests;

/// <summary>Each service's broker user, as the stack gives it: what is another's it may not touch, even if somebody takes the service over.</summary>
public sealed class ServicePermissionTests(AudienceBroker broker) : IClassFixture<AudienceBroker>
{
    public static TheoryData<string> Names => [.. Stack.Services.Select(service => service.Name)];

    static IEnumerable<string> Others(string name) => Stack.Services.Select(service => service.Name).Where(other => other != name);
    static string EventOf(string service) => $"apa.{service}.v1.Something";

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Broker_refuses_all_that_is_not_a_services(string name)
    {
        await broker.Mark();
        await Own(name);
        var attempts = OnExchanges(name).Concat(OnQueues(name)).ToList();
        Assert.True(attempts.Count > 60, $"only {attempts.Count} attempts");

        var letThrough = new List<string>();
        foreach (var (what, attempt) in attempts)
            if (await broker.Try(name, attempt) is var answer && !answer.StartsWith("403 ACCESS_REFUSED", StringComparison.Ordinal)) letThrough.Add($"{what}: {answer}");
        Assert.True(letThrough.Count == 0, string.Join('\n', letThrough));
        foreach (var queue in AudienceBroker.Queues.Where(queue => queue != name)) Assert.Equal((queue, 1L), (queue, await broker.Depth(queue)));
    }

    /// <summary>What it needs: its events, its queue and the two beside it, and to hear the services before it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Service_declares_its_own_and_hears_those_before_it(string name)
    {
        foreach (var upstream in Upstream(name)) await Own(upstream);
        await Own(name);
        await using var connection = await broker.Connect(name);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in (string[])[$"{name}_error", $"{name}_skipped"])
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        foreach (var upstream in Upstream(name)) await channel.QueueBindAsync(name, EventOf(upstream), "");
        await channel.BasicPublishAsync(EventOf(name), "", "event"u8.ToArray());
        await channel.QueuePurgeAsync(name);
        Assert.True(channel.IsOpen, channel.CloseReason?.ReplyText);
    }

    static IEnumerable<string> Upstream(string name) => Stack.Services.Select(service => service.Name).TakeWhile(other => other != name);

    /// <summary>An exchange of a service's own events.</summary>
    async Task Own(string service) => Assert.Equal("let through", await broker.Try(service, channel => channel.ExchangeDeclareAsync(EventOf(service), ExchangeType.Fanout, durable: true)));

    static IEnumerable<(string, Func<IChannel, Task>)> OnExchanges(string name)
    {
        var before = Upstream(name).ToHashSet();
        foreach (var other in Others(name))
        {
            var exchange = EventOf(other);
            yield return ($"declare {exchange}", channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true));
            yield return ($"delete {exchange}", channel => channel.ExchangeDeleteAsync(exchange));
            yield return ($"publish to {exchange}", channel => AudienceBroker.Publish(channel, exchange, ""));
            yield return ($"feed {exchange} from its own", channel => channel.ExchangeBindAsync(exchange, EventOf(name), ""));
            if (!before.Contains(other)) yield return ($"hear {exchange}", channel => channel.QueueBindAsync(name, exchange, ""));
        }
        foreach (var exchange in (string[])["amq.fanout", "amq.topic", "amq.direct", "amq.rabbitmq.trace", "new", "apa.x", $"x{EventOf(name)}"])
        {
            yield return ($"declare {exchange}x", channel => channel.ExchangeDeclareAsync($"{exchange}x", ExchangeType.Fanout, durable: true));
            yield return ($"publish to {exchange}", channel => AudienceBroker.Publish(channel, exchange, name));
        }
    }

    static IEnumerable<(string, Func<IChannel, Task>)> OnQueues(string name)
    {
        foreach (var queue in AudienceBroker.Queues.Where(queue => queue != name))
        {
            yield return ($"declare {queue}", channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, AudienceBroker.QueueArguments));
            yield return ($"declare {queue}_error", channel => channel.QueueDeclareAsync($"{queue}_error", durable: true, exclusive: false, autoDelete: false));
            yield return ($"consume {queue}", channel => channel.BasicConsumeAsync(queue, autoAck: true, new AsyncEventingBasicConsumer(channel)));
            yield return ($"get from {queue}", channel => channel.BasicGetAsync(queue, autoAck: true));
            yield return ($"purge {queue}", channel => channel.QueuePurgeAsync(queue));
            yield return ($"delete {queue}", channel => channel.QueueDeleteAsync(queue));
            yield return ($"bind {queue}", channel => channel.QueueBindAsync(queue, EventOf(name), ""));
        }
        foreach (var queue in (string[])["", $"{name}x", $"{name}_x", $"x{name}", "new"])
            yield return ($"declare '{queue}'", channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
    }
}
