using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Inspector)]
    public override Task<Findings> PutListItems(PutListItemsRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var framework = await cases.FrameworkOf(assessment, ct);
            var list = framework.Lists.FirstOrDefault(list => list.Id == request.List)
                ?? throw Errors.Invalid([new("list", $"'{request.List}' is no list of this framework")]);
            var lists = await cases.ListsOf(assessment, ct);
            var version = lists.FirstOrDefault(row => row.Id == list.Id);
            var etag = version is null ? "" : Mapping.Etag(version.Version);
            if (request.Etag != etag)
                throw Errors.EtagMismatch($"list {list.Id}", request.Etag, etag, version is null ? null : new(version.ChangedBy, $"list {list.Id}", version.ChangedAt));
            var others = (await cases.ItemsOf(assessment, framework, ct)).Where(item => item.List != request.List).ToList();
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
            if (version is null)
                lists.Add(version = db.Lists.Add(new() { AssessmentUid = assessment.Uid, Id = list.Id, ChangedBy = person, ChangedAt = default }).Entity);
            (version.Version, version.ChangedBy, version.ChangedAt) = (version.Version + 1, person, time.GetUtcNow());
            assessment.Written(person, nameof(PutListItems), $"{list.Id}: {placed.Count}", time.GetUtcNow());
            return assessment.ToFindings(framework, await cases.SectionsOf(assessment, framework, ct), others.Concat(placed), lists);
        });

    /// <summary>Addresses of the areas for improvement; null where there are none yet, so that lists may come in any order.</summary>
    static HashSet<string>? Areas(IEnumerable<ListItem> items)
    {
        var areas = items.Where(item => item.List == Items.AreasForImprovement).Select(item => item.Address()).ToHashSet();
        return areas.Count == 0 ? null : areas;
    }
}
