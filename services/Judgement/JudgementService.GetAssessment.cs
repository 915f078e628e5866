using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    static readonly string[] Readers = [Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor];

    [Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor, Role.Authority)]
    public override async Task<Proto.Assessment> GetAssessment(GetAssessmentRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var caller = context.Caller();
        var reader = Readers.Any(caller.Is);
        var (laCode, _) = Cases.Parse(request.Name);
        if (!reader && !caller.IsAuthority(laCode))
            throw Refusals.NotYours(request.Name);
        var assessment = await cases.Read(request.Name, ct);
        if (!reader && assessment.State != AssessmentState.Final)
            throw Refusals.NotYours(request.Name);
        return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
    }
}
