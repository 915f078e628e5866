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
        check.ResourceName(request.Round, "round", Names.RoundPattern);
        check.LaCode(request.LaCode, "la_code");
        check.That(Names.Versioned(request.DatasetVersion, Names.DatasetVersionPattern) is not null, "dataset_version", $"is {Names.DatasetVersionPattern}");
        check.Team(request.Team);
        check.ThrowIfAny();
        var person = context.Caller().Sub;
        if (person != request.Team.Lead && request.Team.Members.All(inspector => inspector.Person != person))
            throw Refusals.NotOnTheCase(Names.Assessment(request.LaCode, Shared.Names.Parse(request.Round, Names.RoundPattern)![0]));
        return Open(request, context);
    }

    /// <summary>Opens one case of a checked request; the same for one alone and for one of many.</summary>
    Task<Proto.Assessment> Open(OpenAssessmentRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var roundId = Shared.Names.Parse(request.Round, Names.RoundPattern)![0];
        var (dataset, version) = Names.Versioned(request.DatasetVersion, Names.DatasetVersionPattern)!.Value;
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == roundId, ct) ?? throw Errors.NotFound(request.Round);
        var member = round.Document.Members.SingleOrDefault(member => member.Authority.LaCode == request.LaCode);
        if (member is not { State: MemberState.ToAssess })
            throw Refusals.NotToAssess(request.LaCode, request.Round, member?.Reason);
        if (await db.Assessments.AnyAsync(known => known.RoundId == roundId && known.LaCode == request.LaCode, ct))
            throw Errors.AlreadyExists(Names.Assessment(request.LaCode, roundId));

        var assessment = Assessment.Open(roundId, member.Authority, dataset, version, request.Team, context.Caller().Sub, time.GetUtcNow());
        db.Assessments.Add(assessment);
        return assessment.ToProto(await cases.FrameworkOf(assessment, ct));
    });
}
