using System.Collections.Concurrent;
using Apa.Tests;

namespace Apa.Subscriber.Tests;

/// <summary>A handler that writes down what it was told, and fails where it is told to.</summary>
sealed class Recorder : IEventHandler
{
    readonly ConcurrentQueue<(string Subject, int Revision, Standing Standing, ReceivedEvent Event)> taken = [];

    /// <summary>Called before an event is written down; throws to fail it.</summary>
    public Func<ReceivedEvent, Task>? Before { get; set; }

    public ConcurrentQueue<string> Unreadables { get; } = [];

    public IReadOnlyList<(string Subject, int Revision, Standing Standing, ReceivedEvent Event)> Taken => [.. taken];

    /// <summary>What was told, in short: last part of the subject, revision, standing.</summary>
    public IEnumerable<string> Told => taken.Select(t => $"{t.Subject[(t.Subject.LastIndexOf('/') + 1)..]}.{t.Revision} {t.Standing}");

    public IEnumerable<string> Ids => taken.Select(t => t.Event.Id);

    public Task Holds(int count) => Eventually.Holds($"{count} events (there are {taken.Count})", () => Task.FromResult(taken.Count == count));

    public async Task Handle(ReceivedEvent e, Standing standing, CancellationToken ct)
    {
        if (Before is not null) await Before(e);
        taken.Enqueue((e.Subject, e.Revision, standing, e));
    }

    public Task Unreadable(ReadOnlyMemory<byte> body, string why, CancellationToken ct)
    {
        Unreadables.Enqueue(why);
        return Task.CompletedTask;
    }
}
