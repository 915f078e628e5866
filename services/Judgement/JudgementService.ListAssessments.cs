using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<ListAssessmentsResponse> ListAssessments(ListAssessmentsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0];
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Errors.NotFound(request.Round);
        var framework = await cases.FrameworkOf(round.Document.Framework, ct);

        var rows = await db.Assessments.AsNoTracking()
            .Where(row => row.RoundId == id && string.Compare(row.LaCode, paging.After) > 0)
            .OrderBy(row => row.LaCode).Take(paging.Take).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, row => row.LaCode);
        var response = new ListAssessmentsResponse { NextPageToken = next };
        response.Assessments.AddRange(page.Select(row => row.ToProto(framework)));
        return response;
    }
}
