using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    // Who is on call is named one by one, so no role is asked for: the person decides.
    [Allow(Role.Any)]
    public override Task<Release> AbortRelease(AbortReleaseRequest request, ServerCallContext context)
    {
        new Check().ResourceName(request.Round, "round", Names.RoundPattern).Required(request.Reason, "reason").ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var round = await TrackedRound(request.Round, ct);
            var scheduled = await db.Publications.Where(p => p.RoundId == round.Id && p.State == PublicationState.Scheduled).OrderBy(p => p.LaCode).ToListAsync(ct);
            round.Abort(scheduled, request.Reason, context.Caller().Sub, time.GetUtcNow());
            return round.ToRelease();
        });
    }
}
