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
        check.Each(request.Reasons, "reasons", (reason, at) => check.Text(reason, at, 1000));
        check.Done();
        return db.Once(request, context, async ct =>
        {
            var assessment = await Change(request.Name, "name", ct);
            Etags.Match(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            assessment.Return(context.Caller().Person, request.Reasons, time.GetUtcNow());
            return assessment.ToProto(await FrameworkOf(assessment, ct));
        });
    }
}
