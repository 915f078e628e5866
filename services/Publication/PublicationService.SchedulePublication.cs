using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> SchedulePublication(SchedulePublicationRequest request, ServerCallContext context) =>
        OnPublication(request, context, request.Name, request.Etag, async (publication, round, ct) =>
        {
            var now = time.GetUtcNow();
            publication.Schedule(round.ReleaseInstant, now);
            if (publication.IsDue(round.ReleaseInstant, now)) await db.Publish(publication, now, ct);
        });
}
