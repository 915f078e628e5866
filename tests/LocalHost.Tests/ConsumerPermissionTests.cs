using Apa.Hosting;
using Apa.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Tests;

/// <summary>
/// Each consumer's broker user, exactly as the stack gives it, tries what it must not do; the broker and nobody else refuses. What it
/// needs works, and what RabbitMQ's permissions cannot close is named.
/// </summary>
public sealed class ConsumerPermissionTests(AudienceBroker broker) : IClassFixture<AudienceBroker>
{
    public static TheoryData<string> Names => [.. AudienceBroker.Consumers.Select(consumer => consumer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Broker_refuses_all_that_is_not_a_consumers(string name)
    {
        var consumer = AudienceBroker.Consumers.First(c => c.Name == name);
        await broker.Mark();
        await broker.Try(name, channel => channel.ExchangeDeclareAsync($"{name}_own", ExchangeType.Fanout, durable: true));
        var attempts = OnExchanges(consumer).Concat(OnQueues(consumer)).Concat(Routing(consumer)).ToList();
        Assert.True(attempts.Count > 100, $"only {attempts.Count} attempts");

        var letThrough = new List<string>();
        foreach (var (what, attempt) in attempts)
            if (await broker.Try(name, attempt) is var answer && !answer.StartsWith("403 ACCESS_REFUSED", StringComparison.Ordinal)) letThrough.Add($"{what}: {answer}");
        Assert.True(letThrough.Count == 0, string.Join('\n', letThrough));

        // Refused, and nothing came of it either: every mark is still there, alone, and an event reaches nobody.
        await broker.PublishAll();
        foreach (var queue in AudienceBroker.Queues) Assert.Equal((queue, 1L), (queue, await broker.Depth(queue)));
        await broker.Try(name, channel => channel.ExchangeDeleteAsync($"{name}_own"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Broker_lets_nobody_in_by_anothers_password_or_elsewhere(string name)
    {
        foreach (var other in AudienceBroker.Queues.Where(other => other != name).Append("admin").Append("guest"))
        {
            Assert.Equal(403, await Login(other, $"password-of-{name}", Stack.VirtualHost));
            Assert.Equal(403, await Login(name, $"password-of-{other}", Stack.VirtualHost));
        }
        Assert.Equal(530, await Login(name, $"password-of-{name}", "elsewhere"));
        Assert.Equal(530, await Login(name, $"password-of-{name}", "/"));
        Assert.Equal(0, await Login(name, $"password-of-{name}", Stack.VirtualHost));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Consumer_declares_binds_reads_and_deletes_what_is_its_own_and_hears_its_audience(string name)
    {
        var audience = AudienceBroker.Of(AudienceBroker.Consumers.First(c => c.Name == name));
        await using var connection = await broker.Connect(name);
        await using var channel = await connection.CreateChannelAsync();
        var second = $"{name}_second";
        foreach (var queue in (string[])[name, second, $"{name}_error"])
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, AudienceBroker.QueueArguments);
        foreach (var exchange in audience.Exchanges) await channel.QueueBindAsync(second, exchange, "");
        await broker.PublishAll();
        Assert.Equal(audience.Exchanges, await Hear(channel, second, audience.Events.Count));
        foreach (var exchange in audience.Exchanges) await channel.QueueUnbindAsync(second, exchange, "");
        await channel.QueuePurgeAsync(second);
        await channel.QueueDeleteAsync(second);
        await channel.QueueDeleteAsync($"{name}_error");
        Assert.True(channel.IsOpen, channel.CloseReason?.ReplyText);
    }

    /// <summary>
    /// What is open, since RabbitMQ's patterns do not tell an exchange from a queue and a passive declaration asks for no permission:
    /// an exchange of its own name, from which a message reaches its own queues and no other; whether something exists, and how much waits there.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Open_is_an_exchange_that_leads_to_its_own_queue_alone_and_the_count_of_what_waits(string name)
    {
        await broker.Mark();
        await using var connection = await broker.Connect(name);
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync($"{name}_own", ExchangeType.Fanout, durable: true);
        await channel.QueueBindAsync(name, $"{name}_own", "");
        await channel.BasicPublishAsync($"{name}_own", "", "to itself"u8.ToArray());
        await Eventually.Holds($"{name} hears itself", async () => await broker.Depth(name) == 2);
        foreach (var other in AudienceBroker.Queues.Where(queue => queue != name))
        {
            Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(other)).MessageCount);
            Assert.StartsWith("403 ACCESS_REFUSED", await broker.Try(other, theirs => theirs.QueueBindAsync(other, $"{name}_own", "")), StringComparison.Ordinal);
        }
        foreach (var exchange in AudienceBroker.Audiences.SelectMany(audience => audience.Exchanges)) await channel.ExchangeDeclarePassiveAsync(exchange);
        await channel.ExchangeDeleteAsync($"{name}_own");
    }

    static IEnumerable<(string, Func<IChannel, Task>)> OnExchanges(ConsumerEntry consumer)
    {
        var own = AudienceBroker.Of(consumer).Exchanges.ToHashSet();
        foreach (var exchange in AudienceBroker.Audiences.SelectMany(audience => audience.Exchanges))
        {
            yield return ($"declare {exchange}", channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true));
            yield return ($"delete {exchange}", channel => channel.ExchangeDeleteAsync(exchange));
            yield return ($"publish to {exchange}", channel => AudienceBroker.Publish(channel, exchange, ""));
            yield return ($"feed {exchange} from an own exchange", channel => channel.ExchangeBindAsync(exchange, $"{consumer.Name}_own", ""));
            yield return ($"cut {exchange} from an own exchange", channel => channel.ExchangeUnbindAsync(exchange, $"{consumer.Name}_own", ""));
            if (own.Contains(exchange)) continue;
            yield return ($"bind to {exchange}", channel => channel.QueueBindAsync(consumer.Name, exchange, ""));
            yield return ($"unbind from {exchange}", channel => channel.QueueUnbindAsync(consumer.Name, exchange, ""));
            yield return ($"bind an own exchange to {exchange}", channel => channel.ExchangeBindAsync($"{consumer.Name}_own", exchange, ""));
        }
        foreach (var exchange in (string[])["amq.fanout", "amq.topic", "amq.direct", "amq.headers", "amq.match", "amq.rabbitmq.trace"])
        {
            yield return ($"publish to {exchange}", channel => AudienceBroker.Publish(channel, exchange, consumer.Name));
            yield return ($"bind to {exchange}", channel => channel.QueueBindAsync(consumer.Name, exchange, "#"));
        }
        foreach (var exchange in (string[])["apa.letter.v1.LetterIssued", "apa.judgement.v1.JudgementFinalised", $"apa.publication.v1.{consumer.Name}", $"{consumer.Name}.own", $"x{consumer.Name}", "new"])
            yield return ($"declare {exchange}", channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true));
    }

    static IEnumerable<(string, Func<IChannel, Task>)> OnQueues(ConsumerEntry consumer)
    {
        var heard = AudienceBroker.Of(consumer).Exchanges.First();
        foreach (var queue in AudienceBroker.Queues.Where(queue => queue != consumer.Name))
        {
            yield return ($"declare {queue}", channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, AudienceBroker.QueueArguments));
            yield return ($"declare {queue}_error", channel => channel.QueueDeclareAsync($"{queue}_error", durable: true, exclusive: false, autoDelete: false));
            yield return ($"consume {queue}", channel => channel.BasicConsumeAsync(queue, autoAck: true, new AsyncEventingBasicConsumer(channel)));
            yield return ($"get from {queue}", channel => channel.BasicGetAsync(queue, autoAck: true));
            yield return ($"purge {queue}", channel => channel.QueuePurgeAsync(queue));
            yield return ($"delete {queue}", channel => channel.QueueDeleteAsync(queue));
            yield return ($"bind {queue} to what is heard", channel => channel.QueueBindAsync(queue, heard, ""));
            yield return ($"unbind {queue} from what is heard", channel => channel.QueueUnbindAsync(queue, heard, ""));
            yield return ($"bind {queue} to an own exchange", channel => channel.QueueBindAsync(queue, $"{consumer.Name}_own", ""));
            yield return ($"publish to {queue}", channel => AudienceBroker.Publish(channel, "", queue));
        }
        foreach (var queue in (string[])["", $"{consumer.Name}x", $"{consumer.Name}.x", $"x{consumer.Name}", $"x_{consumer.Name}", "new"])
            yield return ($"declare '{queue}'", channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
    }

    /// <summary>The ways round: by what the broker does on its own with a message that expired or found no queue.</summary>
    static IEnumerable<(string, Func<IChannel, Task>)> Routing(ConsumerEntry consumer)
    {
        yield return ("publish to its own queue", channel => AudienceBroker.Publish(channel, "", consumer.Name));
        yield return ("bind to the default exchange", channel => channel.QueueBindAsync(consumer.Name, "", "key"));
        foreach (var exchange in (string[])["", AudienceBroker.Of(consumer).Exchanges.First(), "apa.letter.v1.LetterIssued", "amq.topic"])
        {
            yield return ($"dead-letter to '{exchange}'", channel => channel.QueueDeclareAsync($"{consumer.Name}_way", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
            {
                ["x-dead-letter-exchange"] = exchange,
                ["x-dead-letter-routing-key"] = "publication",
                ["x-message-ttl"] = 1,
            }));
            yield return ($"hand on to '{exchange}' what finds no queue", channel => channel.ExchangeDeclareAsync($"{consumer.Name}_way", ExchangeType.Fanout, durable: true, autoDelete: false, new Dictionary<string, object?>
            {
                ["alternate-exchange"] = exchange,
            }));
        }
    }

    /// <summary>The broker's code for a login; 0 where it lets in.</summary>
    async Task<int> Login(string user, string password, string virtualHost)
    {
        try
        {
            await using var connection = await new ConnectionFactory
            {
                HostName = "127.0.0.1",
                Port = broker.Server.Port,
                UserName = user,
                Password = password,
                VirtualHost = virtualHost,
                AutomaticRecoveryEnabled = false,
            }.CreateConnectionAsync();
            // The client takes the connection for open before the broker has looked at the virtual host.
            await using var channel = await connection.CreateChannelAsync();
            return 0;
        }
        catch (BrokerUnreachableException refused) when (refused.InnerException is AuthenticationFailureException)
        {
            return 403;
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason is { } reason)
        {
            return reason.ReplyCode;
        }
    }

    /// <summary>The exchanges of the next messages of a queue, each acknowledged.</summary>
    static async Task<IReadOnlyList<string>> Hear(IChannel channel, string queue, int count)
    {
        var heard = new List<string>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            heard.Add(delivery.Exchange);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            if (heard.Count == count) all.TrySetResult();
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return heard;
    }
}
