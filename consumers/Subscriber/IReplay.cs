namespace Apa.Subscriber;

/// <summary>Gives what an audience was told, by position.</summary>
public interface IReplay
{
    /// <summary>The next page after a position. Which audience's it is, the caller's token says.</summary>
    /// <param name="after">A position; 0: from the first.</param>
    /// <param name="size">At most so many, 1 to 1,000.</param>
    Task<ReplayPage> After(long after, int size, CancellationToken ct);
}

/// <summary>A page of a replay, in the order of positions.</summary>
/// <param name="Bodies">CloudEvents in structured JSON, the same bytes as on the broker.</param>
/// <param name="Next">The position to go on after.</param>
/// <param name="More">Whether more are there now.</param>
public sealed record ReplayPage(IReadOnlyList<ReadOnlyMemory<byte>> Bodies, long Next, bool More);
