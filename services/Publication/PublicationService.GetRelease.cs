using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher, Role.Auditor)]
    public override async Task<Release> GetRelease(GetReleaseRequest request, ServerCallContext context) =>
        (await RoundOf(Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0], context.CancellationToken)).ToRelease();
}
