using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Apa.Shared;

/// <summary>Bytes of a CloudEvent that MassTransit is to send as they are.</summary>
public sealed record OutgoingEvent(byte[] Body);

/// <summary>
/// MassTransit's raw JSON under the CloudEvents content type: what we send is sent byte for byte, what comes in is read as a
/// <see cref="CloudEvent"/>. No envelope and no C# type name is ever on the wire.
/// </summary>
sealed class CloudEventsSerializer : ISerializerFactory, IMessageSerializer, IMessageDeserializer
{
    static readonly ContentType Structured = new(CloudEvent.ContentType);
    readonly SystemTextJsonRawMessageSerializer json = new(RawSerializerOptions.AnyMessageType);

    public ContentType ContentType => Structured;
    public IMessageSerializer CreateSerializer() => this;
    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class =>
        context.Message is OutgoingEvent outgoing ? new BytesMessageBody(outgoing.Body) : json.GetMessageBody(context);

    public MessageBody GetMessageBody(string text) => json.GetMessageBody(text);
    public ConsumeContext Deserialize(ReceiveContext receiveContext) => json.Deserialize(receiveContext);
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => json.Deserialize(body, headers, destinationAddress);
    public void Probe(ProbeContext context) => json.Probe(context);
}
