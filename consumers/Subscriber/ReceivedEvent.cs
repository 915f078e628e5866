using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Apa.Protos.Publications.V1;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Subscriber;

/// <summary>An event of Publication as it was received.</summary>
/// <param name="Id">The CloudEvent's id: the same event keeps it however often and by whatever way it comes.</param>
/// <param name="Type">Full name of the message in <paramref name="Data"/>.</param>
/// <param name="Subject">The publication, or the round.</param>
/// <param name="Revision">The subject's counter.</param>
/// <param name="Position">Place in Publication's order; null where it has none.</param>
/// <param name="Rehearsal">Whether it is marked as a rehearsal.</param>
/// <param name="Traceparent">The trace it belongs to; null where it has none.</param>
/// <param name="Data">A message of <c>apa.publication.v1</c>. Fields that these contracts do not know are left out of it.</param>
/// <param name="Body">The whole event, byte for byte.</param>
public sealed record ReceivedEvent(
    string Id, string Type, string Subject, int Revision, long? Position, bool Rehearsal, string? Traceparent, IMessage Data, ReadOnlyMemory<byte> Body)
{
    static readonly JsonEventFormatter Formatter = new();
    static readonly ContentType Structured = new("application/cloudevents+json");
    // What is not declared is read as a string.
    static readonly CloudEventAttribute RevisionAttribute = CloudEventAttribute.CreateExtension("revision", CloudEventAttributeType.Integer);
    static readonly TypeRegistry Known = TypeRegistry.FromFiles(EventsReflection.Descriptor);
    static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <exception cref="FormatException">It is no event that these contracts know.</exception>
    public static ReceivedEvent Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var e = Formatter.DecodeStructuredModeMessage(body, Structured, [RevisionAttribute]);
            var type = Known.Find(e.Type ?? "") ?? throw new FormatException($"'{e.Type}' is no event of Publication that is known here");
            var data = e.Data is JsonElement json ? Lenient.Parse(json.GetRawText(), type) : throw new FormatException("it has no data");
            var rehearsal = IsRehearsal(e["rehearsal"] as string);
            return new(
                e.Id!, type.FullName, e.Subject ?? throw new FormatException("it has no subject"),
                e[RevisionAttribute] as int? ?? (rehearsal ? 0 : throw new FormatException("it has no revision")),
                PositionOf(e["position"] as string), rehearsal, e["traceparent"] as string, data, body);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or JsonException or InvalidProtocolBufferException or InvalidCastException)
        {
            throw new FormatException($"not readable as an event: {error.GetType().Name}", error);
        }
    }

    /// <summary>What is marked at all is one, unless it says that it is none: a rehearsal must never be taken for the real thing.</summary>
    static bool IsRehearsal(string? mark) => mark is not (null or "false");

    static long? PositionOf(string? position) =>
        position is null ? null
        : long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException("its position is no number");
}
