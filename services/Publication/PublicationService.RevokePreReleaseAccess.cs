using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override async Task<Proto.PreReleaseAccess> RevokePreReleaseAccess(Proto.RevokePreReleaseAccessRequest request, ServerCallContext context)
    {
        new Check().Required(request.Reason, "reason").ThrowIfAny();
        var parts = Shared.Names.Require(request.Name, "name", Names.PreReleaseAccessPattern);
        // A reading that is under way is recorded before this ends it.
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var reply = await db.Once(request, context, async ct =>
        {
            var round = await db.LockRound(parts[0], ct);
            var access = round is not null && Guid.TryParse(parts[1], out var uid)
                ? await db.PreReleaseAccesses.SingleOrDefaultAsync(a => a.RoundId == round.Id && a.Uid == uid, ct)
                : null;
            if (access is null) throw Errors.NotFound(request.Name);
            access.Revoke(request.Reason, context.Caller().Sub, time.GetUtcNow());
            return access.ToProto(round!, await db.PreReleaseReads.CountAsync(read => read.AccessUid == access.Uid, ct), time.GetUtcNow());
        });
        await transaction.CommitAsync(context.CancellationToken);
        return reply;
    }
}
