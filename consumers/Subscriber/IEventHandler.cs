namespace Apa.Subscriber;

/// <summary>What a subscriber does with events. One call at a time, in the order in which they came.</summary>
public interface IEventHandler
{
    /// <summary>
    /// Takes an event. Once this returns, the event is written down as handled and then acknowledged; a crash in between brings it
    /// again, so doing it twice must do no harm. An exception stops everything: the same event comes again after a pause, and none
    /// overtakes it.
    /// </summary>
    Task Handle(ReceivedEvent e, Standing standing, CancellationToken ct);

    /// <summary>
    /// Takes a body that is no event, or one of a type that these contracts do not know. It is acknowledged once this returns, and holds
    /// nothing up; after a crash it may be told again.
    /// </summary>
    Task Unreadable(ReadOnlyMemory<byte> body, string why, CancellationToken ct);
}

/// <summary>How an event stands to what was heard before.</summary>
public enum Standing
{
    /// <summary>It was handled before. Handlers never see it.</summary>
    Known,

    /// <summary>The newest of its subject: apply it.</summary>
    Current,

    /// <summary>It came after a later one of its subject: keep it if you keep a record, but do not apply it.</summary>
    Late,

    /// <summary>It is marked as a rehearsal: show that it came, and change nothing by it.</summary>
    Rehearsal,
}
