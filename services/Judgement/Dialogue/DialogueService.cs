using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

/// <summary>What passes between the team of a case and its authority; one file per RPC.</summary>
public sealed partial class DialogueService(JudgementDb db, Cases cases, TimeProvider time) : Proto.DialogueService.DialogueServiceBase
{
    const int LongestText = 10_000;

    /// <summary>Notes a fault for every id that is no document filed in the case.</summary>
    async Task Filed(Check check, Assessment assessment, IEnumerable<string> ids, CancellationToken ct)
    {
        var filed = await db.Documents.Where(row => row.AssessmentUid == assessment.Uid).Select(row => $"d-{row.Number}").ToHashSetAsync(ct);
        check.Each(ids, "documents", (id, at) => check.That(filed.Contains(id), at, $"'{id}' is no document filed in this case"));
    }
}
