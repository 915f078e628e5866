using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Apa.Shared;

/// <summary>
/// Takes deliveries: each may come twice, late or out of order. What was handled is skipped, what a later revision has passed is
/// ignored, what cannot be handled yet is kept; the row commits with what the handler changed.
/// </summary>
public sealed partial class Inbox<TDb> where TDb : ServiceDb
{
    readonly IServiceScopeFactory scopes;
    readonly Handlers handlers;
    readonly TimeProvider time;
    readonly ILogger<Inbox<TDb>> log;

    internal Inbox(IServiceScopeFactory scopes, Handlers handlers, TimeProvider time, ILogger<Inbox<TDb>> log) =>
        (this.scopes, this.handlers, this.time, this.log) = (scopes, handlers, time, log);

    /// <summary>False where none waited at the last look and none was kept since: after a commit there is nothing to try again.</summary>
    internal bool MayWait { get; private set; } = true;

    /// <summary>Takes one delivery; throws where the message itself is at fault or the database is away.</summary>
    public async Task<InboxState?> Take(CloudEvent e, CancellationToken ct)
    {
        using var activity = Telemetry.Source.StartActivity($"handle {e.Type}", ActivityKind.Consumer, e.Traceparent);
        activity?.SetTag("messaging.message.id", e.Id).SetTag("apa.subject", e.Subject).SetTag("apa.revision", e.Revision);
        try
        {
            return await Handle(e, ct);
        }
        catch (NotYet notYet)
        {
            await Keep(e, notYet.WaitsFor, ct);
            return InboxState.Waiting;
        }
    }

    async Task<InboxState?> Handle(CloudEvent e, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        if (await db.Inbox.AnyAsync(r => r.Id == e.Id, ct)) return null;
        if (await db.Inbox.Where(r => r.Subject == e.Subject && r.State == InboxState.Waiting).Select(r => r.WaitsFor).FirstOrDefaultAsync(ct) is { } before)
            throw new NotYet(before);
        var row = Row(e, InboxState.Handled);
        if (await Passed(db, e, ct)) row.State = InboxState.Ignored;
        else await handlers.Handle(e, scope.ServiceProvider, ct);
        db.Inbox.Add(row);
        await db.SaveChangesAsync(ct);
        LogTook(e.Type, e.Subject, e.Revision, row.State);
        return row.State;
    }

    static Task<bool> Passed(TDb db, CloudEvent e, CancellationToken ct) =>
        db.Inbox.AnyAsync(r => r.Subject == e.Subject && r.Type == e.Type && r.Revision >= e.Revision && r.State == InboxState.Handled, ct);

    async Task Keep(CloudEvent e, string waitsFor, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var row = Row(e, InboxState.Waiting);
        (row.WaitsFor, row.Body) = (waitsFor, e.Text());
        db.Inbox.Add(row);
        MayWait = true;
        await db.SaveChangesAsync(ct);
        LogWaits(e.Type, e.Subject, waitsFor);
    }

    /// <summary>
    /// Tries the oldest waiting event of each subject again; true where one could be handled, null where none waits. A row lock keeps
    /// replicas apart. One that still cannot be handled says why in its row and keeps only its own subject waiting.
    /// </summary>
    public async Task<bool?> TryWaiting(CancellationToken ct)
    {
        // Before the look: what is kept meanwhile is looked for again.
        MayWait = false;
        var oldest = await OldestWaiting(ct);
        if (oldest.Count == 0) return null;
        MayWait = true;
        var handled = false;
        foreach (var row in oldest)
        {
            try
            {
                handled |= await TryWaiting(row.Id, ct);
            }
            catch (NotYet notYet)
            {
                await StillWaits(row, notYet.WaitsFor, ct);
            }
            catch (Exception e) when (!Database.IsAway(e) && !ct.IsCancellationRequested)
            {
                await StillWaits(row, $"a remedy of {e.GetType().Name}: {e.Message}", ct);
            }
        }
        return handled;
    }

    async Task<List<InboxRow>> OldestWaiting(CancellationToken ct)
    {
        // Polling is no part of anybody's trace.
        using var quiet = SuppressInstrumentationScope.Begin();
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TDb>().Inbox
            .FromSql($"SELECT DISTINCT ON (subject) * FROM inbox WHERE state = 3 ORDER BY subject, received, revision")
            .AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Notes why. Outside any transaction of EF's, so that nobody is woken to try at once again.</summary>
    async Task StillWaits(InboxRow row, string waitsFor, CancellationToken ct)
    {
        if (row.WaitsFor == waitsFor) return;
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDb>().Inbox.Where(r => r.Id == row.Id && r.State == InboxState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.WaitsFor, waitsFor), ct);
        LogWaits(row.Type, row.Subject, waitsFor);
    }

    /// <summary>How many events wait, since when, and what the one that waits longest waits for.</summary>
    internal async Task<(int Count, DateTimeOffset? Since, string WaitsFor)> Waiting(CancellationToken ct)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var waiting = scope.ServiceProvider.GetRequiredService<TDb>().Inbox.Where(r => r.State == InboxState.Waiting);
        var count = await waiting.CountAsync(ct);
        var oldest = count == 0 ? null : await waiting.AsNoTracking().OrderBy(r => r.Received).FirstOrDefaultAsync(ct);
        return (count, oldest?.Received, oldest?.WaitsFor ?? "");
    }

    async Task<bool> TryWaiting(string id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var row = await db.Inbox.FromSql($"SELECT * FROM inbox WHERE id = {id} AND state = 3 FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct);
        if (row is null) return false;
        var e = CloudEvent.Read(row.Body!);
        using var activity = Telemetry.Source.StartActivity($"handle {e.Type}", ActivityKind.Consumer, e.Traceparent);
        if (await Passed(db, e, ct)) row.State = InboxState.Ignored;
        else
        {
            await handlers.Handle(e, scope.ServiceProvider, ct);
            row.State = InboxState.Handled;
        }
        (row.WaitsFor, row.Body) = (null, null);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        LogTook(e.Type, e.Subject, e.Revision, row.State);
        return true;
    }

    InboxRow Row(CloudEvent e, InboxState state) => new()
    {
        Id = e.Id,
        Type = e.Type,
        Subject = e.Subject,
        Revision = e.Revision,
        State = state,
        Received = time.GetUtcNow(),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} of {Subject} revision {Revision}: {State}")]
    private partial void LogTook(string type, string subject, long revision, InboxState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} of {Subject} waits for {WaitsFor}")]
    private partial void LogWaits(string type, string subject, string waitsFor);
}
