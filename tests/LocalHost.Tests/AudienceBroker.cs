using Apa.Contracts.Tests;
using Apa.Hosting;
using Apa.LocalHost.Consumers;
using Apa.LocalHost.Servers;
using Apa.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost.Tests;

/// <summary>A private RabbitMQ with the users of the stack, one more consumer, the exchanges of Publication and a queue of everyone.</summary>
public sealed class AudienceBroker() : BrokerFixture(Stack.VirtualHost,
    [.. Stack.BrokerUsers().Append(Stack.UserOf(Gazette)).Select(user => new RabbitMqUser(user.Name, $"password-of-{user.Name}", user.Configure, user.Write, user.Read))]), IAsyncLifetime
{
    /// <summary>As one that is added to a running stack; of the same audience as another, whose queue is none of its business.</summary>
    public static readonly ConsumerEntry Gazette = new("gazette", "public");

    public static Dictionary<string, object?> QueueArguments { get; } = Stack.QueueArguments.ToDictionary(argument => argument.Key, argument => (object?)argument.Value);
    public static IReadOnlyList<ConsumerEntry> Consumers { get; } = [.. Stack.Consumers, Gazette];
    public static IReadOnlyList<Audience> Audiences { get; } = Audience.ReadAll(Repository.Root);

    public static Audience Of(ConsumerEntry consumer) => Audiences.First(audience => audience.Id == consumer.Audience);

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Server.Ctl("add_vhost", "elsewhere");
        await using var publication = await Connect("publication");
        await using var channel = await publication.CreateChannelAsync();
        foreach (var exchange in Audiences.SelectMany(audience => audience.Exchanges)) await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        foreach (var user in Stack.Services.Select(service => service.Name).Concat(Consumers.Select(consumer => consumer.Name)))
        {
            await using var owner = await Connect(user);
            await using var own = await owner.CreateChannelAsync();
            await own.QueueDeclareAsync(user, durable: true, exclusive: false, autoDelete: false, QueueArguments);
        }
    }

    /// <summary>Of services and consumers.</summary>
    public static IEnumerable<string> Queues => Stack.Services.Select(service => service.Name).Concat(Consumers.Select(consumer => consumer.Name));

    /// <summary>Publishes and then asks for something: the answer comes after the broker's verdict on what was published.</summary>
    public static async Task Publish(IChannel channel, string exchange, string key)
    {
        await channel.BasicPublishAsync(exchange, key, "forged"u8.ToArray());
        await channel.BasicQosAsync(0, 1, global: false);
    }

    /// <summary>
    /// What the broker answers on a connection of its own: code and text of a refusal, or that there was none. A channel opened just after
    /// the broker closed one may get its number before the broker has let go of it.
    /// </summary>
    public async Task<string> Try(string user, Func<IChannel, Task> attempt)
    {
        await using var connection = await Connect(user);
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await attempt(channel);
            return "let through";
        }
        catch (OperationInterruptedException refused)
        {
            return $"{refused.ShutdownReason?.ReplyCode} {refused.ShutdownReason?.ReplyText}";
        }
    }

    /// <summary>One message in every queue, so that what takes or adds one shows.</summary>
    public async Task Mark()
    {
        await using var connection = await Connect("admin");
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var queue in Queues)
        {
            await channel.QueuePurgeAsync(queue);
            await channel.BasicPublishAsync("", queue, mandatory: true, "mark"u8.ToArray());
        }
    }

    /// <summary>What Publication does: an event to every exchange of every audience, in order.</summary>
    public async Task PublishAll()
    {
        await using var connection = await Connect("publication");
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var exchange in Audiences.SelectMany(audience => audience.Exchanges)) await channel.BasicPublishAsync(exchange, "", "event"u8.ToArray());
    }
}
