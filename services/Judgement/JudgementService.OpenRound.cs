using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Administrator)]
    public override Task<Proto.Round> OpenRound(OpenRoundRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Round(request.Round ?? new());
        check.ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var given = request.Round!;
            await cases.FrameworkOf(given.Framework, ct);
            if (await db.Rounds.AnyAsync(known => known.Id == given.Id, ct))
                throw Errors.AlreadyExists(Names.Round(given.Id));
            var round = new Round
            {
                Id = given.Id,
                FrameworkId = given.Framework.Id,
                FrameworkVersion = given.Framework.Version,
                LetterDate = DateOnly.ParseExact(given.LetterDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Revision = 1,
                Document = given,
            };
            db.Rounds.Add(round);
            var opened = round.ToProto();
            db.Emit(new RoundOpened { Round = opened }, opened.Name, round.Revision);
            return opened;
        });
    }
}
