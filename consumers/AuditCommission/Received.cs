using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.AuditCommission;

/// <summary>An event as it came from the broker, read as far as keeping it needs.</summary>
/// <param name="Id">The CloudEvent's id: the same event keeps it however often it comes.</param>
/// <param name="Subject">The publication, or the round.</param>
/// <param name="Revision">The subject's counter.</param>
/// <param name="Folder">Where it is kept: <c>{la}-{round}</c>, or <c>{round}</c> where it is about a whole round.</param>
/// <param name="Traceparent">The trace it belongs to; null where it has none.</param>
/// <param name="Line">The body on one line.</param>
public sealed record Received(string Id, string Type, string Subject, int Revision, string Folder, string? Traceparent, byte[] Line)
{
    static readonly JsonEventFormatter Formatter = new();
    static readonly ContentType Structured = new("application/cloudevents+json");
    static readonly CloudEventAttribute RevisionAttribute = CloudEventAttribute.CreateExtension("revision", CloudEventAttributeType.Integer);
    static readonly CloudEventAttribute TraceAttribute = CloudEventAttribute.CreateExtension("traceparent", CloudEventAttributeType.String);
    static readonly TypeRegistry Known = TypeRegistry.FromFiles(EventsReflection.Descriptor);
    static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <exception cref="FormatException">It is no event that this subscriber knows.</exception>
    public static Received Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var e = Formatter.DecodeStructuredModeMessage(body, Structured, [RevisionAttribute, TraceAttribute]);
            var type = Known.Find(e.Type ?? "") ?? throw new FormatException($"'{e.Type}' is no event of Publication");
            var data = Lenient.Parse(((JsonElement)e.Data!).GetRawText(), type);
            return new(e.Id!, e.Type!, e.Subject ?? "", e[RevisionAttribute] as int? ?? throw new FormatException("it has no revision"), FolderOf(data), e[TraceAttribute] as string, OneLine(body));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or JsonException or InvalidProtocolBufferException or InvalidCastException or NullReferenceException)
        {
            throw new FormatException($"not readable as an event: {error.GetType().Name}", error);
        }
    }

    static string FolderOf(IMessage data)
    {
        if (data is RoundReleased release) return Segment(release.Round, "rounds/");
        var key = (PublicationKey?)data.Descriptor.FindFieldByName("key")?.Accessor.GetValue(data) ?? throw new FormatException("it names no publication");
        return $"{Segment(key.Authority?.LaCode ?? "", "")}-{Segment(key.Round, "rounds/")}";
    }

    /// <summary>A part of a name that becomes a folder's: nothing in an event may lead out of our own.</summary>
    static string Segment(string name, string prefix)
    {
        var id = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : "";
        return id.Length is > 0 and <= 63 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : throw new FormatException("it names no authority or round");
    }

    /// <summary>The exact bytes; only where they hold line breaks the same JSON without them.</summary>
    static byte[] OneLine(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0) return body.ToArray();
        using var json = JsonDocument.Parse(body);
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json.RootElement));
    }
}
