using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apa.Shared;

/// <summary>An event on the wire: CloudEvents 1.0 in structured JSON, the data in proto3 JSON.</summary>
public sealed record CloudEvent
{
    public const string ContentType = "application/cloudevents+json";

    [JsonPropertyName("specversion")] public string SpecVersion { get; init; } = "1.0";
    [JsonPropertyName("id")] public required string Id { get; init; }
    [JsonPropertyName("source")] public required string Source { get; init; }
    [JsonPropertyName("type")] public required string Type { get; init; }
    [JsonPropertyName("subject")] public required string Subject { get; init; }
    [JsonPropertyName("time")] public required DateTimeOffset Time { get; init; }
    [JsonPropertyName("datacontenttype")] public string DataContentType { get; init; } = "application/json";

    /// <summary>The subject's counter: what is not higher than the last seen is late or repeated.</summary>
    [JsonPropertyName("revision")] public required int Revision { get; init; }

    /// <summary>Place in its source's order of sending; a string, since CloudEvents integers have 32 bits.</summary>
    [JsonPropertyName("position")] public required string Position { get; init; }
    [JsonPropertyName("traceparent")] public string? Traceparent { get; init; }
    [JsonPropertyName("data")] public required JsonElement Data { get; init; }

    /// <summary>An outbox row as it goes out, byte for byte the same each time.</summary>
    public static byte[] Write(OutboxRow row, string source)
    {
        var buffer = new ArrayBufferWriter<byte>(row.Data.Length + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", row.Id);
            json.WriteString("source", source);
            json.WriteString("type", row.Type);
            json.WriteString("subject", row.Subject);
            json.WriteString("time", row.Created.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            json.WriteNumber("revision", row.Revision);
            json.WriteString("position", row.Position?.ToString());
            if (row.Traceparent is not null) json.WriteString("traceparent", row.Traceparent);
            json.WritePropertyName("data");
            json.WriteRawValue(row.Data);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a CloudEvent that was kept or received.</summary>
    public static CloudEvent Read(string json) =>
        JsonSerializer.Deserialize<CloudEvent>(json) ?? throw new JsonException("no CloudEvent");

    /// <summary>The whole event as text, to be kept while it waits.</summary>
    public string Text() => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(this));
}

/// <summary>What a handler is told beside the data.</summary>
public sealed record EventContext(string Id, string Subject, long Revision, DateTimeOffset Time);
