using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<ListStatementsResponse> ListStatements(ListStatementsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Assessment, request.Outcome);
        var assessment = await cases.Read(request.Assessment, ct);
        var rows = await db.Evidence.AsNoTracking()
            .Where(row => row.AssessmentUid == assessment.Uid && (request.Outcome == "" || row.Outcome == request.Outcome) && string.Compare(row.Id, paging.After) > 0)
            .OrderBy(row => row.Id).Take(paging.Take).Select(row => row.Document).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, statement => statement.Id);
        var response = new ListStatementsResponse { NextPageToken = next };
        response.Statements.AddRange(page);
        return response;
    }
}
