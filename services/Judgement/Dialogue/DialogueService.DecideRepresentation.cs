using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Moderator)]
    public override Task<Representation> DecideRepresentation(DecideRepresentationRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.Said(request.Decision, "decision");
        check.Required(request.Reason, "reason", LongestText);
        check.ThrowIfAny();
        return cases.OnPart(request, context, request.Name, Names.RepresentationPattern, async (assessment, number, ct) =>
        {
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            await cases.MustBeOutside(person, assessment, ct);
            assessment.Said(person, nameof(DecideRepresentation), $"representation {number}: {request.Decision}", now, request.Reason,
                AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
            var row = (await cases.RepresentationsOf(assessment, ct)).FirstOrDefault(row => row.Number == number) ?? throw Errors.NotFound(request.Name);
            var representation = row.Document.Clone();
            representation.Decide(request.Decision, request.Reason, person, now);
            return row.Document = representation;
        });
    }
}
