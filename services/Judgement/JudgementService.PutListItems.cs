using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Findings> PutListItems(PutListItemsRequest request, ServerCallContext context) =>
        OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var framework = await FrameworkOf(assessment, ct);
            var list = framework.Lists.FirstOrDefault(list => list.Id == request.List)
                ?? throw Errors.Invalid([new("list", $"'{request.List}' is no list of this framework")]);
            var others = (await ItemsOf(assessment, framework, ct)).Where(item => item.List != request.List).ToList();
            var placed = list.InOrder(request.Items).ToList();

            var check = new Check();
            var statements = await db.Evidence.Where(row => row.AssessmentUid == assessment.Uid).Select(row => row.Id).ToListAsync(ct);
            check.Items(request.Items, list, framework, [.. statements], Areas(others.Concat(placed)));
            // Items that come from an area for improvement keep it.
            if (list.Id == Items.AreasForImprovement)
            {
                foreach (var item in others.Where(item => item.ComesFrom.Any(address => placed.All(area => area.Address() != address))))
                    check.Fail("items", $"{item.Place()} comes from an item that this list no longer holds");
            }
            check.ThrowIfAny();

            await db.Items.Where(row => row.AssessmentUid == assessment.Uid && row.List == list.Id).ExecuteDeleteAsync(ct);
            db.Items.AddRange(placed.Select(item => new Item { AssessmentUid = assessment.Uid, List = item.List, Outcome = item.Outcome, Position = item.Position, Document = item }));
            assessment.Written(person, nameof(PutListItems), $"{list.Id}: {placed.Count}", time.GetUtcNow());
            return ToFindings(assessment, framework, await SectionsOf(assessment, framework, ct), others.Concat(placed));
        });

    /// <summary>Addresses of the areas for improvement; null where there are none yet, so that lists may come in any order.</summary>
    static HashSet<string>? Areas(IEnumerable<ListItem> items)
    {
        var areas = items.Where(item => item.List == Items.AreasForImprovement).Select(item => item.Address()).ToHashSet();
        return areas.Count == 0 ? null : areas;
    }
}
