using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Checklist> WaiveWarnings(WaiveWarningsRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var file = await cases.FileOf(assessment, await cases.FrameworkOf(assessment, ct), ct);
            var waivers = await db.Waivers.Where(waiver => waiver.AssessmentUid == assessment.Uid).ToListAsync(ct);
            var entries = CaseCheck.Of(file, waivers).Entries.ToDictionary(entry => entry.Id);

            var check = new Check();
            check.Some(request.Waivers, "waivers");
            check.Unique(request.Waivers.Select(waiver => waiver.Entry), "waivers", "entry");
            check.Each(request.Waivers, "waivers", (waiver, at) =>
            {
                var entry = entries.GetValueOrDefault(waiver.Entry);
                check.That(entry is not null, $"{at}.entry", $"'{waiver.Entry}' is not on the checklist");
                check.That(entry is null or { Severity: Severity.Warning }, $"{at}.entry", $"'{waiver.Entry}' is no warning: errors are mended, notes need no answer");
                check.Required(waiver.Reason, $"{at}.reason", 1000);
            });
            check.ThrowIfAny();

            var now = time.GetUtcNow();
            foreach (var given in request.Waivers)
            {
                var message = entries[given.Entry].Message;
                var waiver = waivers.FirstOrDefault(waiver => waiver.Entry == given.Entry);
                if (waiver is null)
                    waivers.Add(db.Waivers.Add(new() { AssessmentUid = assessment.Uid, Entry = given.Entry, Message = message, Reason = given.Reason, Person = person, At = now }).Entity);
                else
                    (waiver.Message, waiver.Reason, waiver.Person, waiver.At) = (message, given.Reason, person, now);
            }
            assessment.Written(person, nameof(WaiveWarnings), string.Join(", ", request.Waivers.Select(waiver => waiver.Entry)), now);
            return CaseCheck.Of(file, waivers);
        });
}
