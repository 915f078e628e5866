namespace Apa.Subscriber.Tests;

/// <summary>A store whose disk is full once.</summary>
sealed class FailingOnce(ICheckpoints inner) : ICheckpoints
{
    public bool Armed { get; set; }

    public ValueTask<Checkpoint> Load(CancellationToken ct) => inner.Load(ct);

    public ValueTask Save(Checkpoint checkpoint, IReadOnlyList<Mark> news, CancellationToken ct)
    {
        if (!Armed) return inner.Save(checkpoint, news, ct);
        Armed = false;
        throw new IOException("no space left");
    }
}
