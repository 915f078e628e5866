using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Administrator)]
    public override async Task OpenAssessments(OpenAssessmentsRequest request, IServerStreamWriter<OpenAssessmentsProgress> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var check = new Check();
        check.That(Guid.TryParse(request.RequestId, out _), "request_id", "is required: a UUID, one per caller and request");
        check.ResourceName(request.Round, "round", Names.RoundPattern);
        check.That(Names.Versioned(request.DatasetVersion, Names.DatasetVersionPattern) is not null, "dataset_version", $"is {Names.DatasetVersionPattern}");
        check.That(request.Openings.Count is >= 1 and <= Bulk.Most, "openings", $"are 1 to {Bulk.Most}");
        check.Unique(request.Openings.Select(opening => opening.LaCode), "openings", "la_code");
        check.Each(request.Openings, "openings", (opening, at) =>
        {
            check.LaCode(opening.LaCode, $"{at}.la_code");
            check.Team(opening.Team, $"{at}.team");
        });
        check.ThrowIfAny();
        var roundId = Shared.Names.Parse(request.Round, Names.RoundPattern)![0];
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == roundId, ct) ?? throw Errors.NotFound(request.Round);
        var members = round.Document.Members.ToDictionary(member => member.Authority.LaCode);
        check.Each(request.Openings, "openings", (opening, at) => check.That(
            members.GetValueOrDefault(opening.LaCode) is { State: MemberState.ToAssess }, $"{at}.la_code", $"{opening.LaCode} is not to be assessed in {request.Round}"));
        check.ThrowIfAny();

        var open = await db.Assessments.Where(row => row.RoundId == roundId).Select(row => row.LaCode).ToHashSetAsync(ct);
        foreach (var (index, opening) in request.Openings.Index())
        {
            var (result, reason) = open.Contains(opening.LaCode) ? (BulkResult.DoneBefore, "") : await Bulk.Try(() => Open(new()
            {
                RequestId = RequestIds.Of(request.RequestId, opening.LaCode),
                Round = request.Round,
                LaCode = opening.LaCode,
                DatasetVersion = request.DatasetVersion,
                Team = opening.Team,
            }, context));
            db.ChangeTracker.Clear();
            await responseStream.WriteAsync(new() { LaCode = opening.LaCode, Result = result, Reason = reason, Done = index + 1, Total = request.Openings.Count }, ct);
        }
    }
}
