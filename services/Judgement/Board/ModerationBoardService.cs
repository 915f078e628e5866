using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

/// <summary>A round seen as a whole; one file per RPC.</summary>
public sealed partial class ModerationBoardService(JudgementDb db, Cases cases, BoardReader board, Chains chains, Moderation moderation, TimeProvider time)
    : Proto.ModerationBoardService.ModerationBoardServiceBase
{
    async Task<Round> RoundOf(string name, CancellationToken ct)
    {
        var id = Shared.Names.Require(name, "round", Names.RoundPattern)[0];
        return await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Errors.NotFound(name);
    }
}
