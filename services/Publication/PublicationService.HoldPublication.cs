using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> HoldPublication(HoldPublicationRequest request, ServerCallContext context)
    {
        new Check().Required(request.Reason, "reason").ThrowIfAny();
        return OnPublication(request, context, request.Name, request.Etag, (publication, _, _) =>
        {
            publication.Hold(request.Reason);
            return Task.CompletedTask;
        });
    }
}
