using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
    public override async Task<PreviousYear> ComparePreviousYear(ComparePreviousYearRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var assessment = await cases.Read(request.Assessment, ct);
        var framework = await cases.FrameworkOf(assessment, ct);
        var file = await cases.FileOf(assessment, framework, ct);
        var comparison = new PreviousYear { Assessment = assessment.Name };
        if (await cases.Previous(assessment, ct) is not { } before)
        {
            comparison.Areas.AddRange(framework.Areas.Select(area => YearOnYear.Area(area.Id, null, Now(area.Id), framework)));
            return comparison;
        }

        var earlier = await cases.FileOf(before, await cases.FrameworkOf(before, ct), ct);
        comparison.Previous = before.Name;
        var areas = framework.Areas.Select(area => area.Id).Concat(before.Grades.Select(decision => decision.Grade.Area)).Distinct();
        comparison.Areas.AddRange(areas.Select(area => YearOnYear.Area(area, before.Grades.FirstOrDefault(decision => decision.Grade.Area == area)?.Grade.Grade, Now(area), framework)));
        comparison.Items.AddRange(YearOnYear.Carried(before.Name, earlier, file));
        return comparison;

        Grade? Now(string area) => file.Grades.FirstOrDefault(decision => decision.Grade.Area == area)?.Grade.Grade;
    }
}
