using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Proto.Assessment> DecideDesignation(DecideDesignationRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            await cases.Match(request.Etag, assessment, ct);
            var framework = await cases.FrameworkOf(assessment, ct);

            var check = new Check();
            check.Designation(request.Designation, framework);
            check.ThrowIfAny();
            var rule = (await cases.FileOf(assessment, framework, ct)).Suggest().Designations.Single(suggestion => suggestion.Kind == request.Designation.Kind);
            check.That(request.Reason.Length > 0 || rule.Status == request.Designation.Status, "reason", $"is required: the rule says {rule.Explanation}");
            check.ThrowIfAny();

            var now = time.GetUtcNow();
            assessment.Decide(person, new DesignationDecision
            {
                Designation = request.Designation,
                Suggested = rule.Status,
                Reason = request.Reason,
                DecidedBy = person,
                DecidedAt = Mapping.Instant(now),
            }, now);
            return assessment.ToProto(framework);
        });
}
