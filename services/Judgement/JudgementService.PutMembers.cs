using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    const int MostMembers = 1000;

    [Allow(Role.Administrator)]
    public override Task<Proto.Round> PutMembers(PutMembersRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.ResourceName(request.Round, "round", Names.RoundPattern);
        check.That(request.Members.Count is >= 1 and <= MostMembers, "members", $"are 1 to {MostMembers}");
        check.Members(request.Members, "members");
        check.ThrowIfAny();
        var id = Shared.Names.Parse(request.Round, Names.RoundPattern)![0];
        return db.Once(request, context, async ct =>
        {
            var round = await db.Rounds.SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Errors.NotFound(request.Round);
            Check.Etag(request.Etag, Mapping.Etag(round.Version), request.Round);
            var leaving = request.Members.Where(member => member.State is not MemberState.ToAssess).Select(member => member.Authority.LaCode).ToList();
            if (await db.Assessments.FirstOrDefaultAsync(row => row.RoundId == id && leaving.Contains(row.LaCode), ct) is { } there)
                throw Refusals.CaseExists(there.Name);

            if (round.Put(request.Members))
                db.Emit(new RoundOpened { Round = round.ToProto() }, request.Round, round.Revision);
            return round.ToProto();
        });
    }
}
