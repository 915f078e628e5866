using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> SchedulePublication(SchedulePublicationRequest request, ServerCallContext context)
    {
        new Check().Text(request.CorrectionReason, "correction_reason").ThrowIfAny();
        return OnPublication(request, context, request.Name, request.Etag, async (publication, round, ct) =>
        {
            var now = time.GetUtcNow();
            var publishing = await Publishing.Of(db, round.Id, [publication], ct);
            publication.Schedule(round.ReleaseInstant, now, corrects: publishing.ReplacedBy(publication) is not null, request.CorrectionReason);
            if (publication.IsDue(round.ReleaseInstant, now)) publishing.PublishOrPutAside(publication, now);
            db.SaveOnlyIfUnchanged(round);
        });
    }
}
