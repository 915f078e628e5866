using Npgsql;

namespace Apa.Shared;

/// <summary>An event that was committed with the state it tells of; rows stay, so that every outbox can be replayed.</summary>
public sealed class OutboxRow
{
    /// <summary>UUIDv7; the CloudEvent's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Full proto name of the data.</summary>
    public required string Type { get; init; }

    /// <summary>Exchange it goes to: the type, or the audience's own.</summary>
    public required string Exchange { get; init; }

    /// <summary>Audience it is for; null: everyone.</summary>
    public string? Audience { get; init; }

    /// <summary>Resource name.</summary>
    public required string Subject { get; init; }

    /// <summary>The resource's counter.</summary>
    public required long Revision { get; init; }

    /// <summary>The message in proto3 JSON.</summary>
    public required string Data { get; init; }

    /// <summary>The trace it belongs to.</summary>
    public string? Traceparent { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Place in the order of sending, given once; null until the relay has seen it.</summary>
    public long? Position { get; set; }

    /// <summary>When the broker confirmed it; null until then.</summary>
    public DateTimeOffset? Sent { get; set; }

    /// <summary>What <see cref="Read"/> takes, in its order.</summary>
    public const string Columns = "id, type, exchange, audience, subject, revision, data, traceparent, created, position";

    /// <summary>A row of a select of <see cref="Columns"/> that has a position.</summary>
    public static OutboxRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Type = row.GetString(1),
        Exchange = row.GetString(2),
        Audience = row.IsDBNull(3) ? null : row.GetString(3),
        Subject = row.GetString(4),
        Revision = row.GetInt64(5),
        Data = row.GetString(6),
        Traceparent = row.IsDBNull(7) ? null : row.GetString(7),
        Created = row.GetFieldValue<DateTimeOffset>(8),
        Position = row.GetInt64(9),
    };
}

/// <summary>What became of a delivered event.</summary>
public enum InboxState
{
    Handled = 1,

    /// <summary>A later revision had been handled before.</summary>
    Ignored = 2,

    /// <summary>Something it needs is not there yet; its body is kept and it is tried again.</summary>
    Waiting = 3,
}

/// <summary>A delivered event, written in the transaction of its handling.</summary>
public sealed class InboxRow
{
    /// <summary>The CloudEvent's id.</summary>
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required string Subject { get; init; }
    public required long Revision { get; init; }
    public required InboxState State { get; set; }
    public required DateTimeOffset Received { get; init; }

    /// <summary>What it waits for, in words.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>The CloudEvent in structured JSON while it waits.</summary>
    public string? Body { get; set; }
}

/// <summary>A mutating request that was answered: the same id and content gets the same answer.</summary>
public sealed class RequestRow
{
    /// <summary>Subject id of the caller.</summary>
    public required string Caller { get; init; }
    public required Guid RequestId { get; init; }

    /// <summary>SHA-256 over message type and content.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The reply in proto binary.</summary>
    public required byte[] Reply { get; init; }
    public required DateTimeOffset At { get; init; }
}
