using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Inspector)]
    public override Task<Enquiry> CloseEnquiry(CloseEnquiryRequest request, ServerCallContext context) =>
        cases.OnPart(request, context, request.Name, Names.EnquiryPattern, async (assessment, number, ct) =>
        {
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            assessment.Writable(person);
            var row = await db.Enquiries.SingleOrDefaultAsync(row => row.AssessmentUid == assessment.Uid && row.Number == number, ct) ?? throw Errors.NotFound(request.Name);
            var statements = await db.Evidence.Where(statement => statement.AssessmentUid == assessment.Uid).Select(statement => statement.Id).ToHashSetAsync(ct);
            var check = new Check();
            check.Required(request.Conclusion, "conclusion", 2000);
            check.Unique(request.Evidence, "evidence", "id");
            check.Each(request.Evidence, "evidence", (id, at) => check.That(statements.Contains(id), at, $"'{id}' is no statement of this case"));
            check.ThrowIfAny();

            var enquiry = row.Document.Clone();
            enquiry.Close(request.Conclusion, request.Evidence, person, now);
            assessment.Written(person, nameof(CloseEnquiry), $"enquiry {number}", now, request.Conclusion);
            return row.Document = enquiry;
        });
}
