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
        var assessment = await cases.Read(request.Assessment, ct);
        var framework = await cases.FrameworkOf(assessment, ct);
        return assessment.ToFindings(framework, await cases.SectionsOf(assessment, framework, ct), await cases.ItemsOf(assessment, framework, ct), await cases.ListsOf(assessment, ct));
    }
}
