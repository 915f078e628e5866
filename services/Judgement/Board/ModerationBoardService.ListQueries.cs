using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<ListQueriesResponse> ListQueries(ListQueriesRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Assessment);
        var assessment = await cases.Read(request.Assessment, ct);
        var rows = await db.Queries.AsNoTracking()
            .Where(row => row.AssessmentUid == assessment.Uid && row.Number > paging.Number)
            .OrderBy(row => row.Number).Take(paging.Take).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, row => Paging.Key(row.Number));
        var response = new ListQueriesResponse { NextPageToken = next };
        response.Queries.AddRange(page.Select(row => row.Document));
        return response;
    }
}
