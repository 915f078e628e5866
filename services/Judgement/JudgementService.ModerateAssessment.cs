using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator)]
    public override Task<Proto.Assessment> ModerateAssessment(ModerateAssessmentRequest request, ServerCallContext context) =>
        OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            Check.Etag(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            var framework = await FrameworkOf(assessment, ct);
            var judgement = (await FileOf(assessment, framework, ct)).ToJudgement(assessment);
            var last = await LastSent(assessment, ct);

            assessment.Moderate(context.Caller().Sub, request.Note, newContent: last?.SameContent(judgement) != true, time.GetUtcNow());
            judgement.ContentRevision = assessment.ContentRevision;
            db.Sent.Add(new() { AssessmentUid = assessment.Uid, Revision = assessment.Revision, Final = false, Document = judgement });
            db.Emit(new JudgementProposed { Judgement = judgement }, assessment.Name, assessment.Revision);
            return assessment.ToProto(framework);
        });

    /// <summary>The judgement of this case as it was sent last; null before the first.</summary>
    Task<Judgement?> LastSent(Assessment assessment, CancellationToken ct) => db.Sent.AsNoTracking()
        .Where(sent => sent.AssessmentUid == assessment.Uid)
        .OrderByDescending(sent => sent.Revision)
        .Select(sent => (Judgement?)sent.Document)
        .FirstOrDefaultAsync(ct);
}
