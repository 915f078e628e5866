using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Proto.Assessment> DecideGrades(DecideGradesRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            await cases.Match(request.Etag, assessment, ct);
            var framework = await cases.FrameworkOf(assessment, ct);

            var check = new Check();
            check.Grades(request.Decisions, framework);
            check.ThrowIfAny();
            var file = await cases.FileOf(assessment, framework, ct);
            var suggested = file.Suggest(request.Decisions.Select(decision => decision.Grade)).Suggestions.ToDictionary(suggestion => suggestion.Area, suggestion => suggestion.Grade);
            check.Each(request.Decisions, "decisions", (decision, at) => check.That(
                decision.Reason.Length > 0 || suggested[decision.Grade.Area] is not { } grade || grade.Value == decision.Grade.Grade.Value,
                $"{at}.reason", $"is required: the rules suggest {suggested[decision.Grade.Area]?.Value} for {decision.Grade.Area}"));
            check.ThrowIfAny();

            var now = time.GetUtcNow();
            assessment.Decide(person, [.. request.Decisions.Select(decision => new GradeDecision
            {
                Grade = decision.Grade,
                Suggested = suggested[decision.Grade.Area],
                Reason = decision.Grade.Grade.Value == suggested[decision.Grade.Area]?.Value ? "" : decision.Reason,
                DecidedBy = person,
                DecidedAt = Mapping.Instant(now),
            })], now);
            return assessment.ToProto(framework);
        });
}
