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

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var closed = false;
        foreach (var round in await db.Rounds.ToListAsync(ct))
        {
            var standings = await db.Standings(round.Id, ct);
            if (await db.FrameworkOf(round.Document.Framework, ct) is not { } framework || round.Close(standings, time.GetUtcNow()) is not { } release) continue;
            foreach (var (audience, message) in Announcements.OfRelease(release, framework)) db.Emit(message, release.Round, round.ReleaseRevision, audience);
            closed = true;
            LogClosed(round.Id, release.Published, release.Held);
        }
        if (closed) await db.SaveChangesAsync(ct);
        return closed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Release of round {Round} closed: {Published} published, {Held} held")]
    private partial void LogClosed(string round, int published, int held);
}
