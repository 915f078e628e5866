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

    readonly OutboxGauges gauges = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                if (await TryLock(connection, stoppingToken)) await RelayWhileLocked(connection, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(e.GetType().Name, e.Message);
            }
            await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task<bool> TryLock(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task RelayWhileLocked(NpgsqlConnection connection, CancellationToken ct)
    {
        while (true)
        {
            var ring = signal.Next;
            int sent, left;
            // Polling is no part of anybody's trace.
            using (SuppressInstrumentationScope.Begin()) await GivePositions(connection, ct);
            (sent, left) = await SendBatch(ct);
            // What is left failed or was returned: its subject waits a poll, others do not.
            if (sent == 0 || left > 0) await CommitSignal.Wait(left > 0 ? Task.Delay(Poll, time, ct) : ring, Poll, time, ct);
        }
    }

    /// <summary>Gives the next positions to rows that have none, on the connection that holds the lock: where it broke, so did our right to.</summary>
    static async Task GivePositions(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH next AS (
                SELECT id, row_number() OVER (ORDER BY created, revision, id) AS n FROM outbox WHERE position IS NULL ORDER BY created, revision, id LIMIT 5000)
            UPDATE outbox SET position = (SELECT coalesce(max(position), 0) FROM outbox) + next.n FROM next WHERE outbox.id = next.id
            """, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    async Task<(int Sent, int Left)> SendBatch(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        List<OutboxRow> rows;
        using (SuppressInstrumentationScope.Begin())
            rows = await db.Outbox.AsNoTracking().Where(r => r.Sent == null && r.Position != null).OrderBy(r => r.Position).Take(Batch).ToListAsync(ct);
        gauges.Seen(rows);
        if (rows.Count == 0) return (0, 0);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var sent = await Task.WhenAll(rows.GroupBy(r => r.Subject).Select(subject => SendInOrder([.. subject], patience.Token)));
        var ids = sent.SelectMany(s => s).ToArray();
        var now = time.GetUtcNow();
        if (ids.Length > 0) await db.Outbox.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.Sent, now), ct);
        return (ids.Length, rows.Count - ids.Length);
    }

    /// <summary>Sends a subject's events one after the other; the first that fails holds up the rest of them.</summary>
    async Task<List<Guid>> SendInOrder(List<OutboxRow> rows, CancellationToken ct)
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
                break;
            }
        }
        return sent;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} stays unsent: {Error}")]
    private partial void LogUnsent(string type, Guid id, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox relay was interrupted: {Error}: {Why}")]
    private partial void LogInterrupted(string error, string why);
}

/// <summary>Depth of the outbox and age of its oldest unsent row.</summary>
sealed class OutboxGauges
{
    int depth;
    DateTimeOffset? oldest;

    public OutboxGauges(TimeProvider time)
    {
        Telemetry.Meter.CreateObservableGauge("apa.outbox.depth", () => depth, "{event}", "Unsent events that the relay sees");
        Telemetry.Meter.CreateObservableGauge("apa.outbox.age", () => oldest is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0, "s", "Age of the oldest unsent event");
    }

    public void Seen(List<OutboxRow> unsent)
    {
        depth = unsent.Count;
        oldest = unsent.Count == 0 ? null : unsent.Min(r => r.Created);
    }
}
