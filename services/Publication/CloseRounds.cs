using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>
/// Tells every audience when no member of a round is outstanding. A step of its own: the last two letters may be published at the
/// same moment, and neither would see the other.
/// </summary>
sealed partial class CloseRounds(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<CloseRounds> log) : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    // A row of withdrawals is told once, not one by one.
    protected override TimeSpan Rest => TimeSpan.FromSeconds(1);

    // This runs after every commit, and a round is long: one that had nothing to tell is read again when something of it changed.
    readonly Dictionary<string, long> told = [];

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var closed = false;
        foreach (var (id, basis) in await Changed(db, ct))
        {
            var round = await db.Rounds.SingleAsync(r => r.Id == id, ct);
            var standings = await db.Standings(id, ct);
            if (round.ToTell(standings) is null)
            {
                told[id] = basis;
                continue;
            }
            if (await db.FrameworkOf(round.Document.Framework, ct) is not { } framework || round.Close(standings, time.GetUtcNow()) is not { } release) continue;
            foreach (var (audience, message) in Announcements.OfRelease(release, framework)) db.Emit(message, release.Round, round.ReleaseRevision, audience);
            closed = true;
            LogClosed(round.Id, release.Published, release.Held);
        }
        if (closed) await db.SaveChangesAsync(ct);
        return closed;
    }

    /// <summary>Rounds of which something was saved since the last look. Versions only rise and rows only come, so their sum tells.</summary>
    async Task<List<(string Id, long Basis)>> Changed(PublicationDb db, CancellationToken ct)
    {
        var all = await db.Rounds.Select(r => new { r.Id, Basis = r.Version + db.Publications.Where(p => p.RoundId == r.Id).Sum(p => p.Version) }).ToListAsync(ct);
        return [.. all.Where(r => told.GetValueOrDefault(r.Id) != r.Basis).Select(r => (r.Id, r.Basis))];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Release of round {Round} closed: {Published} published, {Held} held")]
    private partial void LogClosed(string round, int published, int held);
}
