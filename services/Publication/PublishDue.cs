using System.Diagnostics;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>
/// Publishes what is due, all of a round in one save: the register flips at once. Row versions keep replicas apart and lose
/// against a hold at the last moment; then it looks again. One that cannot be published is put aside with its failure, in the same
/// save, and blocks nothing.
/// </summary>
sealed partial class PublishDue(IServiceScopeFactory scopes, CommitSignal signal, TimeProvider time, ILogger<PublishDue> log) : Step(scopes, signal, time, log)
{
    readonly TimeProvider time = time;

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var now = time.GetUtcNow();
        var scheduled = db.Publications.Where(p => p.State == PublicationState.Scheduled && p.HoldReason == null && p.Failure == null);
        var round = await db.Rounds.Where(r => r.ReleaseInstant <= now && scheduled.Any(p => p.RoundId == r.Id)).Select(r => r.Id).FirstOrDefaultAsync(ct);
        if (round is null) return false;

        var due = await scheduled.Where(p => p.RoundId == round).OrderBy(p => p.LaCode).ToListAsync(ct);
        var publishing = await Publishing.Of(db, round, due, ct);
        foreach (var publication in due)
        {
            using var activity = Telemetry.Source.StartActivity("publish when due", ActivityKind.Internal, publication.Traceparent);
            activity?.SetTag("apa.publication", publication.Name);
            if (publishing.PublishOrPutAside(publication, now) is { } error) LogPutAside(error, publication.Name);
        }
        await db.SaveChangesAsync(ct);
        var published = due.Count(p => p.State == PublicationState.Published);
        LogPublished(published, due.Count, round);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} of {Due} letters of round {Round}")]
    private partial void LogPublished(int count, int due, string round);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Publication} could not be published and is put aside")]
    private partial void LogPutAside(Exception error, string publication);
}
