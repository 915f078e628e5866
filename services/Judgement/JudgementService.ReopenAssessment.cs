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
        check.Text(request.Reason, "reason", 1000);
        check.Done();
        return db.Once(request, context, async ct =>
        {
            var caller = context.Caller();
            var assessment = await Change(request.Name, "name", ct);
            Etags.Match(request.Etag, Mapping.Etag(assessment.Version), assessment.Name);
            assessment.Reopen(caller.Person, caller.Is(Role.Administrator), request.Reason, time.GetUtcNow());
            return assessment.ToProto(await FrameworkOf(assessment, ct));
        });
    }
}
