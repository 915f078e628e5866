using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Moderator)]
    public override Task<BoardQuery> AskInspector(AskInspectorRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            if (assessment.IsOnTeam(person))
                throw Refusals.WorkedOnTheCase(person, assessment.Name);
            var framework = await cases.FrameworkOf(assessment, ct);
            var check = new Check();
            check.That(request.Area.Length == 0 || framework.Areas.Any(area => area.Id == request.Area), "area", $"'{request.Area}' is no area of this framework");
            check.Required(request.Question, "question", 2000);
            check.ThrowIfAny();

            var number = 1 + await db.Queries.CountAsync(row => row.AssessmentUid == assessment.Uid, ct);
            assessment.Said(person, nameof(AskInspector), $"query {number}", now, "", AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
            var query = new BoardQuery
            {
                Name = $"{assessment.Name}/queries/{number}",
                Area = request.Area,
                Question = request.Question,
                AskedBy = person,
                AskedAt = Mapping.Instant(now),
            };
            db.Queries.Add(new() { AssessmentUid = assessment.Uid, Number = number, Document = query });
            return query;
        });
}
