using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.Publication> RetryPublication(RetryPublicationRequest request, ServerCallContext context) =>
        OnPublication(request, context, request.Name, request.Etag, (publication, round, _) =>
        {
            publication.Retry(round.ReleaseInstant, time.GetUtcNow());
            return Task.CompletedTask;
        });
}
