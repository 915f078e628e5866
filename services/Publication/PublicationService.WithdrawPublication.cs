using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> WithdrawPublication(WithdrawPublicationRequest request, ServerCallContext context)
    {
        new Check().Required(request.Reason, "reason").ThrowIfAny();
        var (roundId, laCode) = Parse(request.Name, "name");
        return db.Once(request, context, async ct =>
        {
            var newest = await db.Newest(roundId).SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? throw Errors.NotFound(request.Name);
            Check.Etag(request.Etag, newest.Etag, request.Name);
            // A later revision may wait; what is public is withdrawn, and where nothing is, the newest says why that cannot be.
            var publication = await db.Published(roundId).SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? newest;
            publication.Withdraw(request.Reason, time.GetUtcNow());
            foreach (var (audience, message) in Announcements.OfWithdrawal(publication)) db.Emit(message, publication.Name, publication.Revision, audience);
            return publication.ToProto(await InstantOf(roundId, ct));
        });
    }
}
