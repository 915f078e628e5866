using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override async Task ScheduleRound(ScheduleRoundRequest request, IServerStreamWriter<ScheduleRoundProgress> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var check = new Check();
        check.That(Guid.TryParse(request.RequestId, out _), "request_id", "is required: a UUID, one per caller and request");
        check.ResourceName(request.Round, "round", Names.RoundPattern).ThrowIfAny();
        var round = await RoundOf(Names.RoundId(request.Round), ct);
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

    /// <summary>Schedules one of many as it was read; once the release is aborted, the rest stays.</summary>
    async Task ScheduleOne(ScheduleRoundRequest request, Publication publication, Round round, ServerCallContext context)
    {
        if ((await RoundOf(round.Id, context.CancellationToken)).Release.Aborts.Count > round.Release.Aborts.Count) throw Refusals.ReleaseAborted(publication.Name);
        var one = new SchedulePublicationRequest { RequestId = RequestIds.Of(request.RequestId, publication.Name), Name = publication.Name, Etag = publication.Etag };
        await SchedulePublication(one, context);
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
