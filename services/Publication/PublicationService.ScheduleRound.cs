using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    /// <summary>How often a save is tried that somebody else's change at the same moment refuses.</summary>
    const int MostTries = 5;

    [Allow(Role.Publisher)]
    public override async Task ScheduleRound(ScheduleRoundRequest request, IServerStreamWriter<ScheduleRoundProgress> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var check = new Check();
        check.That(Guid.TryParse(request.RequestId, out _), "request_id", "is required: a UUID, one per caller and request");
        check.ResourceName(request.Round, "round", Names.RoundPattern).ThrowIfAny();
        var round = await RoundOf(Names.RoundId(request.Round), ct);
        if (time.GetUtcNow() >= round.ReleaseInstant)
        {
            foreach (var step in await ReleaseAtOnce(round, ct)) await responseStream.WriteAsync(step, ct);
            return;
        }
        var pending = await db.Newest(round.Id).AsNoTracking().Where(p => p.State == PublicationState.Pending).OrderBy(p => p.LaCode).ToListAsync(ct);
        foreach (var (i, publication) in pending.Index())
        {
            var reason = await Refused(() => ScheduleOne(request, publication, round, context));
            db.ChangeTracker.Clear();
            // An abort may have come between: the progress tells what is.
            var state = await db.Newest(round.Id).Where(p => p.LaCode == publication.LaCode).Select(p => p.State).SingleAsync(ct);
            if (state == PublicationState.Pending) reason ??= Refusals.ReleaseAborted(publication.Name).Message;
            await responseStream.WriteAsync(new() { Name = publication.Name, State = state, Reason = reason ?? "", Done = i + 1, Total = pending.Count }, ct);
        }
    }

    /// <summary>
    /// After the instant everything pending is scheduled and published in one save: the register flips at once, as it does at the
    /// instant. What is refused, or cannot be published, blocks nothing.
    /// </summary>
    async Task<List<ScheduleRoundProgress>> ReleaseAtOnce(Round round, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            db.ChangeTracker.Clear();
            var pending = await db.Newest(round.Id).Where(p => p.State == PublicationState.Pending).OrderBy(p => p.LaCode).ToListAsync(ct);
            var publishing = await Publishing.Of(db, round.Id, pending, ct);
            var now = time.GetUtcNow();
            var reasons = pending.Select(publication => Release(publication, publishing, round, now)).ToList();
            try
            {
                await db.SaveChangesAsync(ct);
                return [.. pending.Select((p, i) => new ScheduleRoundProgress { Name = p.Name, State = p.State, Reason = reasons[i], Done = i + 1, Total = pending.Count })];
            }
            catch (DbUpdateException error) when (tries < MostTries && Database.IsConflict(error))
            {
                // One of them was held or superseded at the same moment: looked at again.
            }
        }
    }

    /// <summary>Why it is not scheduled or published; empty where it is, or is held.</summary>
    static string Release(Publication publication, Publishing publishing, Round round, DateTimeOffset now)
    {
        try
        {
            publication.Schedule(round.ReleaseInstant, now, corrects: publishing.ReplacedBy(publication) is not null);
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
        return publication.IsDue(round.ReleaseInstant, now) && publishing.PublishOrPutAside(publication, now) is not null ? publication.Failure ?? "" : "";
    }

    /// <summary>Schedules one of many as it was read; once the release is aborted, the rest stays.</summary>
    async Task ScheduleOne(ScheduleRoundRequest request, Publication publication, Round round, ServerCallContext context)
    {
        var one = new SchedulePublicationRequest { RequestId = RequestIds.Of(request.RequestId, publication.Name), Name = publication.Name, Etag = publication.Etag };
        for (var tries = 1; ; tries++)
        {
            if ((await RoundOf(round.Id, context.CancellationToken)).Release.Aborts.Count > round.Release.Aborts.Count) throw Refusals.ReleaseAborted(publication.Name);
            try
            {
                await SchedulePublication(one, context);
                return;
            }
            catch (DbUpdateException error) when (tries < MostTries && Database.IsConflict(error))
            {
                // Something else of the round was changed at the same moment, such as who is on call.
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Why one was refused, or changed under our hands; null where neither. A store that is away stops all.</summary>
    static async Task<string?> Refused(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
        catch (RpcException error) when (error.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal))
        {
            return error.Status.Detail;
        }
        catch (Exception error) when (Database.IsConflict(error))
        {
            return Errors.Concurrent().Status.Detail;
        }
    }
}
