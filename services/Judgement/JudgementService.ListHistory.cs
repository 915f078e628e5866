using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<ListHistoryResponse> ListHistory(ListHistoryRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Name);
        var assessment = await cases.Read(request.Name, ct);
        // A case's lines are written one transaction after the other, so their ids rise in the order of the deeds.
        var rows = await db.History.AsNoTracking()
            .Where(line => line.AssessmentUid == assessment.Uid && line.Id > paging.Number)
            .OrderBy(line => line.Id).Take(paging.Take).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, line => Paging.Key(line.Id));
        var response = new ListHistoryResponse { NextPageToken = next };
        response.Entries.AddRange(page.Select(line => line.ToProto()));
        return response;
    }
}
