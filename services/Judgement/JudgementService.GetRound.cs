using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow]
    public override async Task<Proto.Round> GetRound(GetRoundRequest request, ServerCallContext context)
    {
        if (!Names.TryRound(request.Name, out var id))
            Check.Fail("name", "is rounds/{id}");
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, context.CancellationToken);
        return round?.ToProto() ?? throw Errors.NotFound(request.Name);
    }
}
