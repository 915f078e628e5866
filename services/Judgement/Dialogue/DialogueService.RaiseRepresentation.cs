using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Authority)]
    public override Task<Representation> RaiseRepresentation(RaiseRepresentationRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            Cases.MustSpeakFor(assessment, context);
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            var framework = await cases.FrameworkOf(assessment, ct);
            var check = new Check();
            check.Some(request.Areas, "areas");
            check.Unique(request.Areas, "areas", "id");
            check.Each(request.Areas, "areas", (id, at) => check.That(framework.Areas.Any(area => area.Id == id), at, $"'{id}' is no area of this framework"));
            check.Required(request.Grounds, "grounds", LongestText);
            await Filed(check, assessment, request.Documents, ct);
            check.ThrowIfAny();

            assessment.Said(person, nameof(RaiseRepresentation), string.Join(", ", request.Areas), now, "", AssessmentState.Moderated);
            if (assessment.RepresentationUntil is { } until && WorkingDays.DayOf(now) > until)
                throw Refusals.DeadlinePassed(assessment.Name, until);
            var number = 1 + await db.Representations.CountAsync(row => row.AssessmentUid == assessment.Uid, ct);
            var representation = new Representation
            {
                Name = $"{assessment.Name}/representations/{number}",
                Grounds = request.Grounds,
                Revision = assessment.Revision,
                RaisedBy = person,
                RaisedAt = Mapping.Instant(now),
            };
            representation.Areas.AddRange(request.Areas);
            representation.Documents.AddRange(request.Documents);
            db.Representations.Add(new() { AssessmentUid = assessment.Uid, Number = number, Document = representation });
            return representation;
        });
}
