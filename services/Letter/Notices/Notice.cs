namespace Apa.Letters;

/// <summary>A notice to somebody outside: committed with what it tells of, sent after; a link, never content.</summary>
public sealed class Notice
{
    public required Guid Id { get; init; }

    /// <summary>What it is about and why, once: the same occasion never makes two.</summary>
    public required string Key { get; init; }

    /// <summary>Who it is for: authority:919, or editors.</summary>
    public required string To { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }

    /// <summary>Not before.</summary>
    public required DateTimeOffset Due { get; init; }
    public DateTimeOffset? Sent { get; set; }

    /// <summary>Tries so far, and why the last one failed.</summary>
    public int Tries { get; set; }
    public string Failure { get; set; } = "";

    /// <summary>Not tried again before; raised by each failure.</summary>
    public DateTimeOffset? After { get; set; }

    /// <summary>The occasion has passed before it was sent, such as a reminder of a check that is closed.</summary>
    public bool Dropped { get; set; }
}
