using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> UnholdPublication(UnholdPublicationRequest request, ServerCallContext context) =>
        OnPublication(request, context, request.Name, request.Etag, (publication, round, _) =>
        {
            publication.Unhold(round.InstantOf(publication.Letter.LetterDate), time.GetUtcNow(), request.LateRelease);
            return Task.CompletedTask;
        });
}
