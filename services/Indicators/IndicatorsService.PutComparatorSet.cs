using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Administrator)]
    public override Task<Proto.ComparatorSet> PutComparatorSet(PutComparatorSetRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var given = new Proto.ComparatorSet(request.Set ?? new()) { Name = Resource.ComparatorSet(request.Set?.Id ?? "") };
        var check = new Check();
        check.ComparatorSet(given);
        var known = await KnownPlaces(given.Lists.SelectMany(list => list.Comparators.Select(comparator => comparator.LaCode).Append(list.LaCode)), ct);
        for (var i = 0; i < given.Lists.Count; i++)
        {
            var (list, at) = (given.Lists[i], $"set.lists[{i}]");
            check.That(known.Contains(list.LaCode), $"{at}.la_code", $"{Resource.Geography(list.LaCode)} is not known");
            for (var n = 0; n < list.Comparators.Count; n++)
                check.That(known.Contains(list.Comparators[n].LaCode), $"{at}.comparators[{n}].la_code", $"{Resource.Geography(list.Comparators[n].LaCode)} is not known");
        }
        check.ThrowIfAny();

        if (await ReadComparatorSet(given.Id, ct) is { } before)
        {
            // The same again is no change: a seed may be loaded twice.
            return before.Equals(Ordered(given))
                ? before
                : throw new Refusal("COMPARATOR_SET_IMMUTABLE", $"{given.Name} is there with other content and never changes; put a new set under an id of its own");
        }
        var set = Ordered(given);
        db.ComparatorLists.AddRange(set.Lists.Select(list => new ComparatorList { SetId = set.Id, LaCode = list.LaCode, Document = list }));
        db.ComparatorSets.Add(new() { Id = set.Id, Kind = set.Kind, Document = WithoutLists(set) });
        return set;
    });

    /// <summary>A set with its lists by authority; null where there is none.</summary>
    async Task<Proto.ComparatorSet?> ReadComparatorSet(string id, CancellationToken ct)
    {
        var row = await db.ComparatorSets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
        if (row is null) return null;
        var lists = await db.ComparatorLists.AsNoTracking().Where(list => list.SetId == id).Select(list => list.Document).ToListAsync(ct);
        return Ordered(new(row.Document) { Lists = { lists } });
    }

    static Proto.ComparatorSet Ordered(Proto.ComparatorSet set)
    {
        var ordered = WithoutLists(set);
        ordered.Lists.AddRange(set.Lists.OrderBy(list => list.LaCode, StringComparer.Ordinal));
        return ordered;
    }

    static Proto.ComparatorSet WithoutLists(Proto.ComparatorSet set)
    {
        var bare = set.Clone();
        bare.Lists.Clear();
        return bare;
    }
}
