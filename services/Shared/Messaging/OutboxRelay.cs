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
/// Brings committed events to the broker: at least once, in order for each subject. One relay a service, by an advisory lock of the
/// database. Positions are given in a committed step before sending, so that a resend keeps its own.
/// </summary>
sealed partial class OutboxRelay<TDb>(
    IServiceScopeFactory scopes, NpgsqlDataSource database, IBus bus, Topology topology, ServiceName service, CommitSignal signal,
    TimeProvider time, ILogger<OutboxRelay<TDb>> log) : BackgroundService where TDb : ServiceDb
{
    const int Batch = 500;
    const long LockKey = 0x41_50_41; // "APA": one database a service, so one key does.
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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
        var rang = false;
        while (true)
        {
            var ring = signal.Next;
            int given;
            // Polling is no part of anybody's trace.
            using (SuppressInstrumentationScope.Begin())
            {
                given = await GivePositions(connection, ct);
                await gauges.Look(connection, ct);
            }
            // Most commits bring no event; what was left unsent is looked for when nobody rang.
            var outcome = rang && given == 0 && returned.Count == 0 ? Outcome.Nothing : await SendBatch(ct);
            rang = false;
            switch (outcome)
            {
                case Outcome.Nothing:
                    rang = await CommitSignal.Wait(ring, Poll, time, ct);
                    break;
                case Outcome.BrokerAway:
                    await Task.Delay(Poll, time, ct);
                    break;
            }
        }
    }

    enum Outcome
    {
        /// <summary>No row may be sent now.</summary>
        Nothing,

        /// <summary>Every row was sent or returned: there may be more.</summary>
        Sent,

        /// <summary>At least one could be neither sent nor returned.</summary>
        BrokerAway,
    }

    /// <summary>Gives the next positions to rows that have none, on the connection that holds the lock: where it broke, so did our right to.</summary>
    /// <returns>How many got one.</returns>
    static async Task<int> GivePositions(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH next AS (
                SELECT id, row_number() OVER (ORDER BY created, revision, id) AS n FROM outbox WHERE position IS NULL ORDER BY created, revision, id LIMIT 5000)
            UPDATE outbox SET position = (SELECT coalesce(max(position), 0) FROM outbox) + next.n FROM next WHERE outbox.id = next.id
            """, connection);
        return await command.ExecuteNonQueryAsync(ct);
    }

    async Task<Outcome> SendBatch(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var held = returned.Where(r => r.Value.Until > now).Select(r => r.Key).ToArray();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        List<OutboxRow> rows;
        using (SuppressInstrumentationScope.Begin())
            rows = await db.Outbox.AsNoTracking().Where(r => r.Sent == null && r.Position != null && !held.Contains(r.Subject))
                .OrderBy(r => r.Position).Take(Batch).ToListAsync(ct);
        if (rows.Count == 0) return Outcome.Nothing;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var results = new ConcurrentBag<(string Subject, List<Guid> Sent, Exception? Fault)>();
        await Parallel.ForEachAsync(rows.GroupBy(r => r.Subject), InFlight, async (subject, _) => results.Add(await SendInOrder(subject.Key, [.. subject], patience.Token)));
        var ids = results.SelectMany(r => r.Sent).ToArray();
        var confirmed = time.GetUtcNow();
        // Marked even while the service stops: what is not would only be sent again.
        if (ids.Length > 0) await db.Outbox.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.Sent, confirmed), CancellationToken.None);
        foreach (var (subject, _, fault) in results) Hold(subject, fault is MessageReturnedException);
        return results.Any(r => r.Fault is not null and not MessageReturnedException) ? Outcome.BrokerAway : Outcome.Sent;
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
                var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{row.Exchange}?type=fanout"));
                await endpoint.Send(new OutgoingEvent(CloudEvent.Write(row, service.Source)), context =>
                {
                    context.MessageId = row.Id;
                    if (topology.Mandatory.Contains(row.Exchange) && context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) rabbit.Mandatory = true;
                }, ct);
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
