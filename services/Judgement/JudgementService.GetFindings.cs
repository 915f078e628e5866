using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<Findings> GetFindings(GetFindingsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var assessment = await Read(request.Assessment, ct);
        var framework = await FrameworkOf(assessment, ct);
        return ToFindings(assessment, framework, await SectionsOf(assessment, framework, ct), await ItemsOf(assessment, framework, ct));
    }
}
