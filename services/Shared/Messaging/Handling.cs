using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Shared;

/// <summary>
/// Does what an event asks for, in the transaction that records it as handled: it changes the scope's database and emits, but does
/// not save, and calls nobody.
/// </summary>
public interface IHandle<in TEvent> where TEvent : IMessage
{
    /// <exception cref="NotYet">Something it needs is not there yet.</exception>
    Task Handle(TEvent data, EventContext about, CancellationToken ct);
}

/// <summary>An event cannot be handled yet: it is kept, visibly, and tried again.</summary>
/// <param name="waitsFor">In words, e.g. "framework apa-2006 version 1".</param>
public sealed class NotYet(string waitsFor) : Exception($"waits for {waitsFor}")
{
    public string WaitsFor => waitsFor;
}

/// <summary>Which handler hears which event type.</summary>
sealed class Handlers
{
    static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    readonly Dictionary<string, (MessageDescriptor Type, Func<IServiceProvider, IMessage, EventContext, CancellationToken, Task> Handle)> byType = [];

    public void Add<TEvent, THandler>() where TEvent : class, IMessage<TEvent>, new() where THandler : class, IHandle<TEvent>
    {
        var type = new TEvent().Descriptor;
        byType.Add(type.FullName, (type, (services, data, about, ct) => services.GetRequiredService<THandler>().Handle((TEvent)data, about, ct)));
    }

    /// <summary>Reads the data and calls its handler. Fields that this build does not know are passed over: contracts grow.</summary>
    public Task Handle(CloudEvent e, IServiceProvider services, CancellationToken ct)
    {
        if (!byType.TryGetValue(e.Type, out var known)) throw new InvalidOperationException($"no handler for event type {e.Type}");
        var data = Lenient.Parse(e.Data.GetRawText(), known.Type);
        return known.Handle(services, data, new(e.Id, e.Subject, e.Revision, e.Time), ct);
    }
}
