using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Record;

public sealed partial class CaseRecordService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<CaseRevision> GetRevision(GetRevisionRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (name, number) = Cases.Part(request.Name, Names.RevisionPattern);
        var assessment = await cases.Read(name, ct);
        var row = await db.Sent.AsNoTracking().SingleOrDefaultAsync(row => row.AssessmentUid == assessment.Uid && row.Revision == number, ct)
            ?? throw Errors.NotFound(request.Name);
        var revision = Revision(assessment.Name, row.Revision, row.Final, row.At);
        revision.Judgement = row.Document;
        return revision;
    }
}
