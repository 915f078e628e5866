using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<SuggestGradesResponse> SuggestGrades(SuggestGradesRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var assessment = await cases.Read(request.Assessment, ct);
        return (await cases.FileOf(assessment, await cases.FrameworkOf(assessment, ct), ct)).Suggest();
    }
}
