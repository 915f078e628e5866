using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator)]
    public override Task<Proto.Assessment> FinaliseAssessment(FinaliseAssessmentRequest request, ServerCallContext context) =>
        OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            Check.Etag(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            assessment.Finalise(context.Caller().Sub, time.GetUtcNow());
            // Nothing is written between Moderate and Finalise, so what was proposed is what is final.
            var judgement = (await LastSent(assessment, ct))!;
            db.Sent.Add(new() { AssessmentUid = assessment.Uid, Revision = assessment.Revision, Final = true, Document = judgement });
            db.Emit(new JudgementFinalised { Judgement = judgement }, assessment.Name, assessment.Revision);
            return assessment.ToProto(await FrameworkOf(assessment, ct));
        });
}
