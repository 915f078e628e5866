using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator, Role.Administrator)]
    public override Task<Proto.Assessment> ReopenAssessment(ReopenAssessmentRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Required(request.Reason, "reason", 1000);
        check.ThrowIfAny();
        return OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            var caller = context.Caller();
            Check.Etag(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            assessment.Reopen(caller.Sub, caller.Is(Role.Administrator), request.Reason, time.GetUtcNow());
            return assessment.ToProto(await FrameworkOf(assessment, ct));
        });
    }
}
