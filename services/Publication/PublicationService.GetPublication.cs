using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher, Role.Auditor)]
    public override async Task<Proto.Publication> GetPublication(GetPublicationRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (round, laCode) = Parse(request.Name, "name");
        var publication = await db.Newest(round).AsNoTracking().SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? throw Errors.NotFound(request.Name);
        return publication.ToProto(await RoundOf(round, ct));
    }
}
