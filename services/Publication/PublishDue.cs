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
    DateTimeOffset? next;

    /// <summary>Awake at the instant itself, and not up to a second after it.</summary>
    protected override TimeSpan Poll => next - time.GetUtcNow() is { } left && left < base.Poll ? left > Least ? left : Least : base.Poll;

    /// <summary>A timer may ring a moment early; then it waits this long.</summary>
    static TimeSpan Least => TimeSpan.FromMilliseconds(1);

    protected override async Task<bool> RunOnce(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PublicationDb>();
        var now = time.GetUtcNow();
        var scheduled = db.Publications.Where(p => p.State == PublicationState.Scheduled && p.HoldReason == null && p.Failure == null);
        var first = await db.Rounds.Where(r => scheduled.Any(p => p.RoundId == r.Id)).OrderBy(r => r.ReleaseInstant).Select(r => new { r.Id, r.ReleaseInstant }).FirstOrDefaultAsync(ct);
        next = first?.ReleaseInstant;
        if (first is null || first.ReleaseInstant > now) return false;

        var round = first.Id;
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
