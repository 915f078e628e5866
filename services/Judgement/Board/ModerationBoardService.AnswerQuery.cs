using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Board;

public sealed partial class ModerationBoardService
{
    [Allow(Role.Inspector)]
    public override Task<BoardQuery> AnswerQuery(AnswerQueryRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Required(request.Answer, "answer", 10_000);
        check.ThrowIfAny();
        return cases.OnPart(request, context, request.Name, Names.QueryPattern, async (assessment, number, ct) =>
        {
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            if (!assessment.IsOnTeam(person))
                throw Refusals.NotOnTheCase(assessment.Name);
            assessment.Said(person, nameof(AnswerQuery), $"query {number}", now, "", AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
            var row = await db.Queries.SingleOrDefaultAsync(row => row.AssessmentUid == assessment.Uid && row.Number == number, ct) ?? throw Errors.NotFound(request.Name);
            if (row.Document.Answer.Length > 0)
                throw Refusals.AnsweredAlready(request.Name);
            return row.Document = new(row.Document) { Answer = request.Answer, AnsweredBy = person, AnsweredAt = Mapping.Instant(now) };
        });
    }
}
