namespace Apa.Subscriber;

/// <summary>
/// Keeps a checkpoint. One process uses one at a time. A handler that stores into a database does best to keep the marks in it too.
/// </summary>
public interface ICheckpoints
{
    /// <summary>What was kept; an empty one at first. Called again after a <see cref="Save"/> that failed.</summary>
    ValueTask<Checkpoint> Load(CancellationToken ct);

    /// <summary>Keeps what is new. Once this returns it survives a crash.</summary>
    /// <param name="checkpoint">The whole, with the news in it.</param>
    /// <param name="news">What was added since the last call, in order.</param>
    ValueTask Save(Checkpoint checkpoint, IReadOnlyList<Mark> news, CancellationToken ct);
}

/// <summary>Keeps a checkpoint for as long as the process lives; for tests, and for those who read everything anew at each start.</summary>
public sealed class MemoryCheckpoints : ICheckpoints
{
    readonly Checkpoint kept = new();

    public ValueTask<Checkpoint> Load(CancellationToken ct)
    {
        lock (kept) return new(Checkpoint.From(kept.Marks()));
    }

    public ValueTask Save(Checkpoint checkpoint, IReadOnlyList<Mark> news, CancellationToken ct)
    {
        lock (kept)
            foreach (var mark in news) kept.Apply(mark);
        return default;
    }
}
