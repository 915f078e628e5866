using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [AllowAnonymous]
    public override async Task<Register> GetRegister(GetRegisterRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var round = await RoundOf(Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0], ct);
        var shown = await db.Publications.AsNoTracking()
            .Where(p => p.RoundId == round.Id && (p.State == PublicationState.Published || p.State == PublicationState.Withdrawn))
            .OrderBy(p => p.LetterRevision).ToListAsync(ct);
        return PublicRegister.Of(round, shown, (await db.AreaTitles(ct)).Of(round.Document.Framework));
    }
}
