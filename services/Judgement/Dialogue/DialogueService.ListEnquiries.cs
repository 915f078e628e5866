using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor, Role.Authority)]
    public override async Task<ListEnquiriesResponse> ListEnquiries(ListEnquiriesRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Assessment);
        var assessment = await cases.ReadForDialogue(request.Assessment, context);
        var rows = await db.Enquiries.AsNoTracking()
            .Where(row => row.AssessmentUid == assessment.Uid && row.Number > paging.Number)
            .OrderBy(row => row.Number).Take(paging.Take).Select(row => new { row.Number, row.Document }).ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(rows, row => Paging.Key(row.Number));
        var response = new ListEnquiriesResponse { NextPageToken = next };
        response.Enquiries.AddRange(page.Select(row => row.Document));
        return response;
    }
}
