using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Any)]
    public override async Task<Proto.Round> GetRound(GetRoundRequest request, ServerCallContext context)
    {
        var id = Shared.Names.Require(request.Name, "name", Names.RoundPattern)[0];
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, context.CancellationToken);
        return round?.ToProto() ?? throw Errors.NotFound(request.Name);
    }
}
