using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<Chain> TraceItem(TraceItemRequest request, ServerCallContext context)
    {
        if (Chains.CaseOf(request.Reference) is null)
            throw Errors.Invalid([new("reference", "is authorities/{la}/assessments/{round}/items/{list}:{address} or …/statements/{id}")]);
        var chain = await chains.Trace(request.Reference, context.CancellationToken);
        return chain.Links.Count > 0 ? chain : throw Errors.NotFound(request.Reference);
    }
}
