using System.Buffers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;

namespace Apa.Indicators;

/// <summary>
/// A profile whose rows go to the wire as they are stored. To parse them and write them again would cost three times what sending
/// them does: they ride along beside the message, and the marshaller of GetProfile puts them behind it.
/// </summary>
public static class ServedProfile
{
    static readonly ConditionalWeakTable<Proto.Profile, IReadOnlyList<byte[]>> Riders = [];

    static readonly Marshaller<Proto.Profile> Marshaller = Marshallers.Create(Serialise, context => Proto.Profile.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    /// <summary>The message, with the bytes of its field <c>rows</c> beside it.</summary>
    public static Proto.Profile With(this Proto.Profile head, IReadOnlyList<byte[]> rows)
    {
        Riders.Add(head, rows);
        return head;
    }

    /// <summary>The whole message, for those who read it here.</summary>
    public static Proto.Profile Whole(this Proto.Profile profile)
    {
        if (!Riders.TryGetValue(profile, out var rows)) return profile;
        var whole = profile.Clone();
        foreach (var bytes in rows) whole.MergeFrom(bytes);
        return whole;
    }

    /// <summary>Binds the service as generated code does, but for the one marshaller.</summary>
    public static void BindService(ServiceBinderBase binder, Proto.IndicatorsService.IndicatorsServiceBase service) => Proto.IndicatorsService.BindService(new Binder(binder), service);

    static void Serialise(Proto.Profile profile, SerializationContext context)
    {
        var rows = Riders.TryGetValue(profile, out var riders) ? riders : [];
        context.SetPayloadLength(profile.CalculateSize() + rows.Sum(bytes => bytes.Length));
        var writer = context.GetBufferWriter();
        profile.WriteTo(writer);
        foreach (var bytes in rows) writer.Write(bytes);
        context.Complete();
    }

    sealed class Binder(ServiceBinderBase inner) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(
            Marshaller is Marshaller<TResponse> profiles ? new(method.Type, method.ServiceName, method.Name, method.RequestMarshaller, profiles) : method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(method, handler);
    }
}
