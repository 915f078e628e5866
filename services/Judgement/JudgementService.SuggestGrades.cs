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
        var assessment = await Read(request.Assessment, ct);
        return (await FileOf(assessment, await FrameworkOf(assessment, ct), ct)).Suggest();
    }
}
