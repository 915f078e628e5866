using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher, Role.Auditor)]
    public override async Task<ListPublicationsResponse> ListPublications(ListPublicationsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0];
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var round = await RoundOf(id, ct);
        var rows = await db.Newest(id).AsNoTracking()
            .Where(p => string.Compare(p.LaCode, paging.After) > 0)
            .OrderBy(p => p.LaCode).Take(paging.Take).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, p => p.LaCode);
        return new() { Publications = { page.Select(p => p.ToProto(round)) }, NextPageToken = next };
    }
}
