using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Moderator)]
    public override Task<Proto.Assessment> ReturnAssessment(ReturnAssessmentRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Some(request.Reasons, "reasons");
        check.Each(request.Reasons, "reasons", (reason, at) => check.Required(reason, at, 1000));
        check.ThrowIfAny();
        return cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            await cases.Match(request.Etag, assessment, ct);
            assessment.Return(context.Caller().Sub, request.Reasons, time.GetUtcNow());
            return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
        });
    }
}
