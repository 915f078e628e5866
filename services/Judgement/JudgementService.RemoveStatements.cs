using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<RemoveStatementsResponse> RemoveStatements(RemoveStatementsRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var rows = await db.Evidence.Where(row => row.AssessmentUid == assessment.Uid).ToDictionaryAsync(row => row.Id, ct);
            var check = new Check();
            check.Some(request.Statements, "statements");
            check.Unique(request.Statements, "statements", "id");
            check.Required(request.Reason, "reason", 1000);
            check.Each(request.Statements, "statements", (id, at) => check.That(rows.ContainsKey(id), at, $"'{id}' is no statement of this case"));
            check.ThrowIfAny();

            var file = await cases.FileOf(assessment, await cases.FrameworkOf(assessment, ct), ct);
            var places = request.Statements.SelectMany(id => Places(id, file).Select(place => new Violation(id, $"{place} stands on {id}"))).ToList();
            if (places.Count > 0)
                throw Refusals.StatementCited(assessment.Name, places);

            foreach (var id in request.Statements)
            {
                db.Evidence.Remove(rows[id]);
                rows.Remove(id);
            }
            assessment.Written(person, nameof(RemoveStatements), string.Join(", ", request.Statements), time.GetUtcNow(), request.Reason);
            assessment.Holds(rows.Count, file.Profile.Synthetic || rows.Values.Any(row => row.Document.Synthetic));
            return new RemoveStatementsResponse { Statements = rows.Count };
        });

    /// <summary>Where a case cites a statement.</summary>
    static IEnumerable<string> Places(string id, CaseFile file) =>
    [
        .. file.Findings.Where(finding => Citations.In(finding.Markdown).Contains(id)).Select(finding => $"finding {finding.Section}"),
        .. file.Items.Where(item => item.BackedBy.Contains(id)).Select(item => item.Place()),
        .. file.Enquiries.Where(enquiry => enquiry.Statement == id || enquiry.Evidence.Contains(id)).Select(enquiry => enquiry.Name),
    ];
}
