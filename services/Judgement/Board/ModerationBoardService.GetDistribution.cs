using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    const string NotKnown = "not known";

    [Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<Distribution> GetDistribution(GetDistributionRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        new Check().That(Enum.IsDefined(request.By), "by", "is a known way to divide").ThrowIfAny();
        var round = await RoundOf(request.Round, ct);
        var framework = await cases.FrameworkOf(round.Document.Framework, ct);
        var counted = await db.Assessments.AsNoTracking().Where(row => row.RoundId == round.Id && (!request.FinalOnly || row.State == AssessmentState.Final)).ToListAsync(ct);

        var distribution = new Distribution { Round = request.Round, Synthetic = counted.Any(assessment => assessment.Synthetic) };
        foreach (var group in counted.GroupBy(assessment => GroupOf(assessment, request.By)).OrderBy(group => group.Key == NotKnown).ThenBy(group => group.Key, StringComparer.Ordinal))
            distribution.Groups.AddRange(framework.Areas.Select(area => Shares(group.Key, area, framework.Scale(area.Scale), group)));
        return distribution;
    }

    static string GroupOf(Assessment assessment, DistributionBy by) => by switch
    {
        DistributionBy.Region => assessment.Place is { RegionName.Length: > 0 } place ? place.RegionName : NotKnown,
        DistributionBy.AuthorityType => assessment.Place is { AuthorityType.Length: > 0 } place ? place.AuthorityType : NotKnown,
        _ => "",
    };

    static DistributionGroup Shares(string name, Area area, Scale scale, IEnumerable<Assessment> assessments)
    {
        var grades = assessments.SelectMany(assessment => assessment.Grades).Where(decision => decision.Grade.Area == area.Id).Select(decision => decision.Grade.Grade.Value).ToList();
        var group = new DistributionGroup { Group = name, Area = area.Id, Cases = grades.Count };
        group.Shares.AddRange(scale.Grades.Select(grade =>
        {
            var cases = grades.Count(value => value == grade.Value);
            return new DistributionGroup.Types.GradeShare
            {
                Grade = scale.Grade(grade.Value),
                Cases = cases,
                Percent = grades.Count == 0 ? "" : Math.Round(100m * cases / grades.Count, 1, MidpointRounding.AwayFromZero).ToString("F1", CultureInfo.InvariantCulture),
            };
        }));
        return group;
    }
}
