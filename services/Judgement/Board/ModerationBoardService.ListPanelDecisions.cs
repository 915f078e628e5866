using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<ListPanelDecisionsResponse> ListPanelDecisions(ListPanelDecisionsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var round = await RoundOf(request.Round, ct);
        var rows = await db.PanelDecisions.AsNoTracking().Where(row => row.RoundId == round.Id && row.Number > paging.Number)
            .OrderBy(row => row.Number).Take(paging.Take).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, row => Paging.Key(row.Number));
        var response = new ListPanelDecisionsResponse { NextPageToken = next };
        response.Decisions.AddRange(page.Select(row => row.Document));
        return response;
    }
}
