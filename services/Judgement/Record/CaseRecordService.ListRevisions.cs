using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Record;

public sealed partial class CaseRecordService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<ListRevisionsResponse> ListRevisions(ListRevisionsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Assessment);
        var assessment = await cases.Read(request.Assessment, ct);
        var rows = await db.Sent.AsNoTracking()
            .Where(row => row.AssessmentUid == assessment.Uid && row.Revision > paging.Number)
            .OrderBy(row => row.Revision).Take(paging.Take).Select(row => new { row.Revision, row.Final, row.At }).ToListAsync(ct);
        var (page, next) = paging.Cut(rows, row => Paging.Key(row.Revision));
        var response = new ListRevisionsResponse { NextPageToken = next };
        response.Revisions.AddRange(page.Select(row => Revision(assessment.Name, row.Revision, row.Final, row.At)));
        return response;
    }

    static CaseRevision Revision(string assessment, long revision, bool final, DateTimeOffset at) =>
        new() { Name = $"{assessment}/revisions/{revision}", Revision = revision, Final = final, SentAt = Mapping.Instant(at) };
}
