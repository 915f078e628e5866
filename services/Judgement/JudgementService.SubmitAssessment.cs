using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Proto.Assessment> SubmitAssessment(SubmitAssessmentRequest request, ServerCallContext context) =>
        OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            Check.Etag(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            var framework = await FrameworkOf(assessment, ct);
            var checklist = await ChecklistOf(assessment, await FileOf(assessment, framework, ct), ct);
            assessment.Submit(context.Caller().Sub, checklist, time.GetUtcNow());
            return assessment.ToProto(framework);
        });
}
