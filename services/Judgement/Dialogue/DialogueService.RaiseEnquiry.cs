using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Inspector)]
    public override Task<Enquiry> RaiseEnquiry(RaiseEnquiryRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            assessment.Writable(person);
            var given = request.Enquiry ?? new();
            var profile = await cases.ProfileOf(assessment, ct);
            var check = new Check();
            check.NewEnquiry(given, await cases.FrameworkOf(assessment, ct), profile,
                await db.Evidence.Where(row => row.AssessmentUid == assessment.Uid).Select(row => row.Id).ToHashSetAsync(ct));
            check.ThrowIfAny();

            var number = 1 + await db.Enquiries.CountAsync(row => row.AssessmentUid == assessment.Uid, ct);
            var enquiry = new Enquiry
            {
                Name = $"{assessment.Name}/enquiries/{number}",
                State = EnquiryState.Asked,
                Outcome = given.Outcome,
                KeyJudgement = given.KeyJudgement,
                Question = given.Question,
                AskedBy = person,
                AskedAt = Mapping.Instant(now),
            };
            if (given.Light is not null)
                enquiry.Light = new() { Indicator = given.Light.Indicator, Basis = given.Light.Basis, Light = Enquiries.LightOf(given.Light, profile)! };
            else
                enquiry.Statement = given.Statement;
            db.Enquiries.Add(new() { AssessmentUid = assessment.Uid, Number = number, Document = enquiry });
            assessment.Written(person, nameof(RaiseEnquiry), $"enquiry {number}", now);
            return enquiry;
        });
}
