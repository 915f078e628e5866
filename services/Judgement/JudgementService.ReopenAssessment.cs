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
        return cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            var caller = context.Caller();
            await cases.Match(request.Etag, assessment, ct);
            assessment.Reopen(caller.Sub, caller.Is(Role.Administrator), request.Reason, time.GetUtcNow());
            return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
        });
    }
}
