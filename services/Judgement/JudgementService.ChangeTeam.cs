using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Administrator)]
    public override Task<Proto.Assessment> ChangeTeam(ChangeTeamRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Team(request.Team);
        check.Required(request.Reason, "reason", 1000);
        check.ThrowIfAny();
        return cases.OnCase(request, context, request.Name, async (assessment, ct) =>
        {
            await cases.Match(request.Etag, assessment, ct);
            // Whoever moderated before may go on; whoever wrote may not begin to.
            if (request.Team.Moderator != assessment.Team.Moderator && await cases.WorkedOn(request.Team.Moderator, assessment, ct))
                throw Refusals.WorkedOnTheCase(request.Team.Moderator, assessment.Name);
            assessment.ChangeTeam(context.Caller().Sub, request.Team, request.Reason, time.GetUtcNow());
            return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
        });
    }
}
