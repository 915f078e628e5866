using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

/// <summary>What a message in an error queue tells of itself: the event's own attributes, and MassTransit's headers on the fault.</summary>
static class FailedMessages
{
    const int LongestReason = 1000;
    const string FaultHeaders = "MT-";

    public static Proto.FailedMessage Read(BasicDeliverEventArgs delivery)
    {
        var message = new Proto.FailedMessage
        {
            Id = delivery.BasicProperties.MessageId ?? "",
            Reason = Reason(delivery.BasicProperties),
            FailedAt = OperationsService.Rfc3339(FailedAt(delivery.BasicProperties)),
            // MassTransit counts what came after the first try.
            Tries = int.TryParse(Header(delivery.BasicProperties, "MT-Fault-RetryCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var again) ? again + 1 : 0,
        };
        Describe(message, delivery.Body.Span);
        return message;
    }

    /// <summary>When it was given up; null where the message does not say.</summary>
    public static DateTimeOffset? FailedAt(IReadOnlyBasicProperties properties) =>
        DateTimeOffset.TryParse(Header(properties, "MT-Fault-Timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The properties as they were before the message failed: what is said of this fault is not said of the next.</summary>
    public static BasicProperties Unfailed(IReadOnlyBasicProperties properties) => new(properties)
    {
        Headers = properties.Headers?.Where(header => !header.Key.StartsWith(FaultHeaders, StringComparison.Ordinal)).ToDictionary(header => header.Key, header => header.Value),
    };

    /// <summary>Reads the attributes beside the data and stops there; a message that is no event of ours stays without.</summary>
    static void Describe(Proto.FailedMessage message, ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString();
                json.Read();
                switch (name)
                {
                    case "id" when json.TokenType == JsonTokenType.String: message.Id = json.GetString(); break;
                    case "type" when json.TokenType == JsonTokenType.String: message.Type = json.GetString(); break;
                    case "subject" when json.TokenType == JsonTokenType.String: message.Subject = json.GetString(); break;
                    case "revision" when json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var revision): message.Revision = revision; break;
                    default: json.Skip(); break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or text that is none: its reason says so.
        }
    }

    static string Reason(IReadOnlyBasicProperties properties)
    {
        var kind = Header(properties, "MT-Fault-ExceptionType") ?? "";
        var reason = $"{kind[(kind.LastIndexOf('.') + 1)..]}: {Header(properties, "MT-Fault-Message")}";
        return reason.Length <= LongestReason ? reason : reason[..(LongestReason - 1)] + "…";
    }

    static string? Header(IReadOnlyBasicProperties properties, string name) => properties.Headers?.TryGetValue(name, out var value) != true ? null : value switch
    {
        byte[] text => Encoding.UTF8.GetString(text),
        null => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
