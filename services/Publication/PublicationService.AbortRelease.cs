using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    // Who is on call is named one by one, so no role is asked for: the person decides.
    [Allow(Role.Any)]
    public override async Task<Release> AbortRelease(AbortReleaseRequest request, ServerCallContext context)
    {
        new Check().ResourceName(request.Round, "round", Names.RoundPattern).Required(request.Reason, "reason").ThrowIfAny();
        // What is being scheduled is committed before the lock is had, and taken back with the rest; what comes after is refused.
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var reply = await db.Once(request, context, async ct =>
        {
            var round = await db.LockRound(Names.RoundId(request.Round), ct) ?? throw Errors.NotFound(request.Round);
            var scheduled = await db.Publications.Where(p => p.RoundId == round.Id && p.State == PublicationState.Scheduled).OrderBy(p => p.LaCode).ToListAsync(ct);
            var (by, now) = (context.Caller().Sub, time.GetUtcNow());
            round.Abort(scheduled, request.Reason, by, now);
            // Leave to read was given for this release; of the next one somebody decides again.
            foreach (var access in await db.PreReleaseAccesses.Where(a => a.RoundId == round.Id && a.RevokedAt == null).ToListAsync(ct))
                access.Revoke($"the release was aborted: {request.Reason}", by, now);
            return round.ToRelease();
        });
        await transaction.CommitAsync(context.CancellationToken);
        return reply;
    }
}
