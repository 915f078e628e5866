namespace Apa.Subscriber;

/// <summary>What one event, or a page of a replay, adds to a checkpoint.</summary>
/// <param name="Position">The position that is vouched for from now on; never lowers it.</param>
/// <param name="Id">The event's id; null where only the position moves.</param>
/// <param name="Subject">Its subject; null for a rehearsal, which says nothing of one.</param>
/// <param name="Type">Its type; null for a rehearsal.</param>
/// <param name="Revision">Its subject's revision.</param>
public sealed record Mark(long Position, string? Id = null, string? Subject = null, string? Type = null, int Revision = 0);

/// <summary>
/// What a subscriber remembers: a position up to which everything was handled, the ids of what was handled last, and of every subject
/// the newest revision.
/// <para>
/// Why that is enough. A replay comes in the order of positions and leaves nothing out, so each of its events vouches for all before it.
/// The broker's order is per subject only (Publication sends subjects side by side, and again what was not confirmed): a live event
/// vouches for what lies <see cref="Overlap"/> before it, four of Publication's batches. Above the position at most <see cref="Overlap"/>
/// events can have been handled, since no two share a position, and as many rehearsals have room beside them in the
/// <see cref="Remembered"/> ids. At or below the position everything is known, unless its revision is news: then the publisher was
/// restored from a copy and gives positions anew, and dropping it would lose it.
/// </para>
/// <para>Memory grows with the publications there are, a few hundred a year, not with events.</para>
/// </summary>
public sealed class Checkpoint
{
    /// <summary>How many positions the broker's order may be off.</summary>
    public const int Overlap = 2_048;

    /// <summary>How many ids are remembered.</summary>
    public const int Remembered = 4 * Overlap;

    readonly HashSet<string> ids = new(StringComparer.Ordinal);
    readonly Queue<string> order = new();
    readonly Dictionary<string, Newest> subjects = new(StringComparer.Ordinal);

    /// <summary>Everything up to here was handled; the replay goes on after it.</summary>
    public long Position { get; private set; }

    /// <summary>How many subjects are known.</summary>
    public int Subjects => subjects.Count;

    /// <summary>A checkpoint from the marks that were kept of it.</summary>
    public static Checkpoint From(IEnumerable<Mark> marks)
    {
        var checkpoint = new Checkpoint();
        foreach (var mark in marks) checkpoint.Apply(mark);
        return checkpoint;
    }

    /// <summary>How an event stands to what is remembered.</summary>
    public Standing StandingOf(ReceivedEvent e)
    {
        if (ids.Contains(e.Id)) return Standing.Known;
        if (e.Rehearsal) return Standing.Rehearsal;
        // One act may tell an audience two types of event of one revision.
        if (!subjects.TryGetValue(e.Subject, out var newest) || e.Revision > newest.Revision || (e.Revision == newest.Revision && !newest.Types.Contains(e.Type)))
            return Standing.Current;
        return e.Position <= Position ? Standing.Known : Standing.Late;
    }

    /// <summary>What a handled event adds.</summary>
    /// <param name="replayed">Whether it came by the replay, in order.</param>
    public Mark MarkOf(ReceivedEvent e, bool replayed)
    {
        // A rehearsal's subject, revision and, live, position are anybody's invention.
        if (e.Rehearsal) return new(Position, e.Id);
        var vouched = replayed ? e.Position ?? 0 : (e.Position ?? 0) - Overlap;
        return new(Math.Max(Position, vouched), e.Id, e.Subject, e.Type, e.Revision);
    }

    /// <summary>Takes a mark in.</summary>
    public void Apply(Mark mark)
    {
        Position = Math.Max(Position, mark.Position);
        if (mark.Id is not null && ids.Add(mark.Id))
        {
            order.Enqueue(mark.Id);
            if (order.Count > Remembered) ids.Remove(order.Dequeue());
        }
        if (mark.Subject is null || mark.Type is null) return;
        if (!subjects.TryGetValue(mark.Subject, out var newest) || mark.Revision > newest.Revision) subjects[mark.Subject] = new(mark.Revision, [mark.Type]);
        else if (mark.Revision == newest.Revision && !newest.Types.Contains(mark.Type)) subjects[mark.Subject] = new(mark.Revision, [.. newest.Types, mark.Type]);
    }

    /// <summary>The fewest marks that make the same checkpoint.</summary>
    public IEnumerable<Mark> Marks()
    {
        yield return new(Position);
        foreach (var (subject, newest) in subjects)
            foreach (var type in newest.Types) yield return new(0, Subject: subject, Type: type, Revision: newest.Revision);
        foreach (var id in order) yield return new(0, id);
    }

    readonly record struct Newest(int Revision, string[] Types);
}
