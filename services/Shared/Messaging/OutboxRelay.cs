using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;

namespace Apa.Shared;

/// <summary>
/// Brings committed events to the broker: at least once, and what one audience hears of one subject in order. One relay a service, by an
/// advisory lock of the database. Positions are given in a committed step before sending, so that a resend keeps its own.
/// </summary>
sealed partial class OutboxRelay<TDb>(
    NpgsqlDataSource database, IBus bus, Topology topology, ServiceName service, CommitSignal signal,
    MessagingTimes times, TimeProvider time, ILogger<OutboxRelay<TDb>> log) : BackgroundService where TDb : ServiceDb
{
    const int Batch = 500;
    const long LockKey = 0x41_50_41; // "APA": one database a service, so one key does.
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // MassTransit's best throughput; more in flight only waits in memory.
    static readonly ParallelOptions InFlight = new() { MaxDegreeOfParallelism = 100 };

    readonly OutboxGauges gauges = new(time);

    // Subjects whose event no queue took: how often, and until when they wait. Others must not wait behind them.
    readonly Dictionary<string, (int Times, DateTimeOffset Until)> returned = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                if (!await TryLock(connection, stoppingToken)) continue;
                try
                {
                    await RelayWhileLocked(connection, stoppingToken);
                }
                finally
                {
                    await Unlock(connection);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(e.GetType().Name, e.Message);
            }
            finally
            {
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    static async Task<bool> TryLock(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A pooled connection would keep the lock for as long as nobody uses it again.</summary>
    static async Task Unlock(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = LockKey } } };
            await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
    }

    async Task RelayWhileLocked(NpgsqlConnection connection, CancellationToken ct)
    {
        Guid[] confirmed = [];
        try
        {
            while (true)
            {
                var ring = signal.Next;
                List<OutboxRow> rows;
                // Polling is no part of anybody's trace.
                using (SuppressInstrumentationScope.Begin())
                {
                    rows = await Next(connection, confirmed, ct);
                    confirmed = [];
                    await gauges.Look(connection, ct);
                }
                if (rows.Count == 0)
                {
                    await CommitSignal.Wait(ring, Poll, time, ct);
                    continue;
                }
                (confirmed, var brokerAway) = await Send(rows, ct);
                if (!brokerAway) continue;
                await Mark(connection, confirmed);
                confirmed = [];
                await Task.Delay(Poll, time, ct);
            }
        }
        finally
        {
            // Marked even while the service stops: what is not would only be sent again.
            await Mark(connection, confirmed);
        }
    }

    /// <summary>
    /// Marks what the broker has confirmed, gives the next positions to rows that have none, and reads what is to be sent: one way to
    /// the database, one transaction, on the connection that holds the lock: where it broke, so did our right to.
    /// </summary>
    async Task<List<OutboxRow>> Next(NpgsqlConnection connection, Guid[] confirmed, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection);
        if (confirmed.Length > 0) batch.BatchCommands.Add(Marking(confirmed));
        batch.BatchCommands.Add(new(
            """
            WITH next AS (
                SELECT id, row_number() OVER (ORDER BY created, revision, id) AS n FROM outbox WHERE position IS NULL ORDER BY created, revision, id LIMIT 5000)
            UPDATE outbox SET position = (SELECT coalesce(max(position), 0) FROM outbox) + next.n FROM next WHERE outbox.id = next.id
            """));
        batch.BatchCommands.Add(new(
            $"""
            SELECT {OutboxRow.Columns} FROM outbox
            WHERE sent IS NULL AND position IS NOT NULL AND subject <> ALL ($1) ORDER BY position LIMIT $2
            """)
        {
            Parameters = { new() { Value = returned.Where(r => r.Value.Until > now).Select(r => r.Key).ToArray() }, new() { Value = Batch } },
        });
        var rows = new List<OutboxRow>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add(OutboxRow.Read(reader));
        // Here the transaction ends: nothing is sent whose position is not committed.
        await reader.NextResultAsync(ct);
        return rows;
    }

    NpgsqlBatchCommand Marking(Guid[] confirmed) => new("UPDATE outbox SET sent = $1 WHERE id = ANY ($2)")
    {
        Parameters = { new() { Value = time.GetUtcNow() }, new() { Value = confirmed } },
    };

    async Task Mark(NpgsqlConnection connection, Guid[] confirmed)
    {
        if (confirmed.Length == 0) return;
        try
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Marking(confirmed) } };
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            LogUnmarked(confirmed.Length, e.Message);
        }
    }

    /// <summary>Sends side by side, but one after the other what one audience hears of one subject.</summary>
    /// <returns>What the broker has confirmed, and whether it could not be reached for another.</returns>
    async Task<(Guid[] Confirmed, bool BrokerAway)> Send(List<OutboxRow> rows, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(times.Publish);
        var results = new ConcurrentBag<(string Subject, List<Guid> Sent, Exception? Fault)>();
        await Parallel.ForEachAsync(rows.GroupBy(r => (r.Subject, r.Audience)), InFlight, async (line, _) => results.Add(await SendInOrder(line.Key.Subject, [.. line], patience.Token)));
        foreach (var subject in results.GroupBy(r => r.Subject)) Hold(subject.Key, subject.Any(r => r.Fault is MessageReturnedException));
        return ([.. results.SelectMany(r => r.Sent)], results.Any(r => r.Fault is not null and not MessageReturnedException));
    }

    /// <summary>A subject whose event was returned waits longer each time, at most ten seconds.</summary>
    void Hold(string subject, bool wasReturned)
    {
        if (!wasReturned)
        {
            returned.Remove(subject);
            return;
        }
        var times = returned.GetValueOrDefault(subject).Times + 1;
        returned[subject] = (times, time.GetUtcNow().AddSeconds(Math.Min(10, Math.Pow(2, Math.Min(times, 4) - 1))));
    }

    /// <summary>Sends a subject's events one after the other; the first that fails holds up the rest of them.</summary>
    async Task<(string Subject, List<Guid> Sent, Exception? Fault)> SendInOrder(string subject, List<OutboxRow> rows, CancellationToken ct)
    {
        var sent = new List<Guid>();
        foreach (var row in rows)
        {
            using var activity = Telemetry.Source.StartActivity($"publish {row.Type}", ActivityKind.Producer, row.Traceparent);
            try
            {
                // A send on a channel that dies with the broker may never end, whatever it is told: it is left behind, and sent again.
                var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{row.Exchange}?type=fanout")).WaitAsync(ct);
                await endpoint.Send(new OutgoingEvent(CloudEvent.Write(row, service.Source)), context =>
                {
                    context.MessageId = row.Id;
                    if (topology.Mandatory.Contains(row.Exchange) && context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) rabbit.Mandatory = true;
                }, ct).WaitAsync(ct);
                sent.Add(row.Id);
            }
            catch (Exception e)
            {
                LogUnsent(row.Type, row.Id, e.GetType().Name);
                return (subject, sent, e);
            }
        }
        return (subject, sent, null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} stays unsent: {Error}")]
    private partial void LogUnsent(string type, Guid id, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events were sent and could not be marked, they will be sent again: {Why}")]
    private partial void LogUnmarked(int count, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox relay was interrupted: {Error}: {Why}")]
    private partial void LogInterrupted(string error, string why);
}

/// <summary>Depth of the outbox and age of its oldest unsent row.</summary>
sealed class OutboxGauges
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    readonly TimeProvider time;
    long depth;
    DateTimeOffset? oldest;
    DateTimeOffset looked;

    public OutboxGauges(TimeProvider time)
    {
        this.time = time;
        Telemetry.Meter.CreateObservableGauge("apa.outbox.depth", () => depth, "{event}", "Unsent events");
        Telemetry.Meter.CreateObservableGauge("apa.outbox.age", () => oldest is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0, "s", "Age of the oldest unsent event");
    }

    /// <summary>Counts at most once a second: a long backlog is counted whole.</summary>
    public async Task Look(NpgsqlConnection connection, CancellationToken ct)
    {
        if (time.GetUtcNow() - looked < Every) return;
        await using var command = new NpgsqlCommand("SELECT count(*), min(created) FROM outbox WHERE sent IS NULL", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        (depth, oldest, looked) = (row.GetInt64(0), await row.IsDBNullAsync(1, ct) ? null : row.GetFieldValue<DateTimeOffset>(1), time.GetUtcNow());
    }
}
