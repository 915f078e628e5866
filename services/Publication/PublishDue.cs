using System.Diagnostics;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>
/// Publishes what is due, all of a round in one save: the register flips at once. Row versions keep replicas apart and lose
/// against a hold at the last moment; then it looks again.
/// </summary>
sealed partial class PublishDue(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<PublishDue> log) : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var now = time.GetUtcNow();
        var scheduled = db.Publications.Where(p => p.State == PublicationState.Scheduled && p.HoldReason == null);
        var round = await db.Rounds.Where(r => r.ReleaseInstant <= now && scheduled.Any(p => p.RoundId == r.Id)).Select(r => r.Id).FirstOrDefaultAsync(ct);
        if (round is null) return false;

        var due = await scheduled.Where(p => p.RoundId == round).OrderBy(p => p.LaCode).ToListAsync(ct);
        foreach (var publication in due)
        {
            using var activity = Telemetry.Source.StartActivity("publish when due", ActivityKind.Internal, publication.Traceparent);
            activity?.SetTag("apa.publication", publication.Name);
            await db.Publish(publication, now, ct);
        }
        await db.SaveChangesAsync(ct);
        LogPublished(due.Count, round);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} letters of round {Round}")]
    private partial void LogPublished(int count, string round);
}
