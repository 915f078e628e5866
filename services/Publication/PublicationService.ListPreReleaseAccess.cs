using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher, Role.Auditor)]
    public override async Task<Proto.ListPreReleaseAccessResponse> ListPreReleaseAccess(Proto.ListPreReleaseAccessRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var round = await RoundOf(Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0], ct);
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var after = paging.Uid ?? Guid.Empty;
        var rows = await db.PreReleaseAccesses.AsNoTracking().Where(a => a.RoundId == round.Id && a.Uid > after).OrderBy(a => a.Uid).Take(paging.Take)
            .Select(a => new { Access = a, Reads = db.PreReleaseReads.Count(read => read.AccessUid == a.Uid) }).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, row => row.Access.Uid.ToString());
        var now = time.GetUtcNow();
        return new() { Access = { page.Select(row => row.Access.ToProto(round, row.Reads, now)) }, NextPageToken = next };
    }
}
