using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Proto.Assessment> OpenAssessment(OpenAssessmentRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.That(Names.TryRound(request.Round, out var roundId), "round", "is rounds/{id}");
        check.That(Names.TryAssessment(Names.Assessment(request.LaCode, "x"), out _, out _), "la_code", "is three digits");
        check.That(Names.TryDatasetVersion(request.DatasetVersion, out var dataset, out var version), "dataset_version", "is datasets/{id}/versions/{n}");
        check.Team(request.Team);
        check.Done();
        return db.Once(request, context, async ct =>
        {
            var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == roundId, ct) ?? throw Errors.NotFound(request.Round);
            var member = round.Document.Members.SingleOrDefault(member => member.Authority.LaCode == request.LaCode);
            if (member is not { State: MemberState.ToAssess })
                throw Refusals.NotToAssess(request.LaCode, request.Round, member?.Reason);
            var person = context.Caller().Person;
            if (person != request.Team.Lead && request.Team.Members.All(inspector => inspector.Person != person))
                throw Refusals.NotOnTheCase(Names.Assessment(request.LaCode, roundId));
            if (await db.Assessments.AnyAsync(known => known.RoundId == roundId && known.LaCode == request.LaCode, ct))
                throw Errors.AlreadyExists(Names.Assessment(request.LaCode, roundId));

            var assessment = Assessment.Open(roundId, member.Authority, dataset, version, request.Team, person, time.GetUtcNow());
            db.Assessments.Add(assessment);
            return assessment.ToProto(await FrameworkOf(assessment, ct));
        });
    }
}
