using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Notices;

/// <summary>
/// Sends what is due, oldest first, at least once. A notice that fails waits longer each time and holds up no other. Whom an address
/// belongs to is configured: <c>Notices:Addresses:authority:919</c>; without one the name itself is the address, which files take.
/// </summary>
public sealed partial class SendDueNotices(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ISendNotices sender, IConfiguration configuration, ILogger<SendDueNotices> log)
    : Step(scopes, signal, time, log)
{
    const int MostWaitMinutes = 60;
    readonly TimeProvider time = time;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<LetterDb>();
        var now = time.GetUtcNow();
        // This runs after every commit, and nearly always nothing is due.
        if (!await db.Notices.AnyAsync(n => n.Sent == null && !n.Dropped && n.Due <= now && (n.After == null || n.After <= now), ct)) return false;
        // One replica at a time: the row stays locked until its fate is committed.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var notice = await db.Notices
            .FromSql($"SELECT * FROM notices WHERE sent IS NULL AND NOT dropped AND due <= {now} AND (after IS NULL OR after <= {now}) ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED")
            .SingleOrDefaultAsync(ct);
        if (notice is null) return false;
        try
        {
            if (await Occasions.IsStillDue(db, notice, ct))
            {
                await sender.Send(notice, configuration[$"Notices:Addresses:{notice.To}"] ?? notice.To, ct);
                notice.Sent = now;
            }
            else notice.Dropped = true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            notice.Tries++;
            notice.Failure = e.Message;
            notice.After = now.AddMinutes(Math.Min(Math.Pow(2, notice.Tries - 1), MostWaitMinutes));
            LogFailed(notice.Key, notice.Tries, e.GetType().Name);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "notice {Key} was not sent, try {Tries}: {Why}")]
    private partial void LogFailed(string key, int tries, string why);
}
