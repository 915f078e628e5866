using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator)]
    public override Task<Proto.Assessment> FinaliseAssessment(FinaliseAssessmentRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            await cases.Match(request.Etag, assessment, ct);
            var now = time.GetUtcNow();
            assessment.Finalise(context.Caller().Sub, [.. (await cases.RepresentationsOf(assessment, ct)).Select(row => row.Document)], now);
            // Nothing is written between Moderate and Finalise, so what was proposed is what is final.
            var judgement = (await cases.LastSent(assessment, ct))!;
            db.Sent.Add(new() { AssessmentUid = assessment.Uid, Revision = assessment.Revision, Final = true, At = now, Document = judgement });
            db.Emit(new JudgementFinalised { Judgement = judgement }, assessment.Name, assessment.Revision);
            return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
        });
}
