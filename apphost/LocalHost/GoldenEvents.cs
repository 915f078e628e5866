using System.Text;
using System.Text.Json;
using Apa.Hosting;
using Apa.LocalHost.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Apa.LocalHost;

/// <summary>
/// Stands in for a service that does not run: its exchanges, and the events of Hertfordshire 2006 as it once sent them
/// (<c>protos/goldens/{service}</c>), by its own broker user and in their order.
/// </summary>
sealed class GoldenEvents(string root, ServiceEntry service, string brokerAddress)
{
    /// <summary>Event types are exchanges; whoever hears them waits for the exchanges before it is ready.</summary>
    public async Task Declare(CancellationToken ct)
    {
        await using var connection = await Connect(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        foreach (var type in Read().Select(golden => golden.Type).Distinct())
            await channel.ExchangeDeclareAsync(type, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
    }

    /// <summary>Sends all of them; how many somebody hears. Again it changes nothing: a service knows what it has handled.</summary>
    public async Task<int> Play(CancellationToken ct)
    {
        var heard = 0;
        await using var connection = await Connect(ct);
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        foreach (var (type, id, body) in Read())
        {
            var properties = new BasicProperties { ContentType = "application/cloudevents+json", MessageId = id, Persistent = true };
            try
            {
                await channel.BasicPublishAsync(type, "", mandatory: true, properties, body, ct);
                heard++;
            }
            catch (PublishReturnException)
            {
                // None of the services that run hears this type.
            }
        }
        return heard;
    }

    IEnumerable<(string Type, string Id, byte[] Body)> Read()
    {
        var folder = Path.Combine(root, "protos", "goldens", service.Name);
        if (!Directory.Exists(folder)) throw new ServerFailed($"there are no goldens of {service.Name} in {folder}");
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file).TrimEnd();
            using var json = JsonDocument.Parse(text);
            yield return (json.RootElement.GetProperty("type").GetString()!, json.RootElement.GetProperty("id").GetString()!, Encoding.UTF8.GetBytes(text));
        }
    }

    Task<IConnection> Connect(CancellationToken ct) =>
        new ConnectionFactory { Uri = new(brokerAddress), AutomaticRecoveryEnabled = false }.CreateConnectionAsync($"goldens of {service.Name}", ct);
}
