using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Proto.Assessment> SubmitAssessment(SubmitAssessmentRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            await cases.Match(request.Etag, assessment, ct);
            var framework = await cases.FrameworkOf(assessment, ct);
            var checklist = await cases.ChecklistOf(assessment, await cases.FileOf(assessment, framework, ct), ct);
            assessment.Submit(context.Caller().Sub, checklist, time.GetUtcNow());
            return assessment.ToProto(framework);
        });
}
