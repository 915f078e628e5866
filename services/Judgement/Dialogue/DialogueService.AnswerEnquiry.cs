using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Authority)]
    public override Task<Enquiry> AnswerEnquiry(AnswerEnquiryRequest request, ServerCallContext context) =>
        cases.OnPart(request, context, request.Name, Names.EnquiryPattern, async (assessment, number, ct) =>
        {
            Cases.MustSpeakFor(assessment, context);
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            assessment.Said(person, nameof(AnswerEnquiry), $"enquiry {number}", now, "", AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
            var row = await db.Enquiries.SingleOrDefaultAsync(row => row.AssessmentUid == assessment.Uid && row.Number == number, ct) ?? throw Errors.NotFound(request.Name);
            var check = new Check();
            check.Required(request.Answer, "answer", LongestText);
            await Filed(check, assessment, request.Documents, ct);
            check.ThrowIfAny();

            var enquiry = row.Document.Clone();
            enquiry.Answer(request.Answer, request.Documents, person, now);
            return row.Document = enquiry;
        });
}
