using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Proto.Dataset> CreateDataset(CreateDatasetRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var given = request.Dataset ?? new();
        var check = new Check().Id(given.Id, "dataset.id").Required(given.Title, "dataset.title").Provenance(given.Provenance, "dataset.provenance").Date(given.Due, "dataset.due");
        if (given.Suppression is { } rule)
            check.That(rule.NumeratorAtMost >= 0, "dataset.suppression.numerator_at_most", "is below 0").That(rule.DenominatorAtMost >= 0, "dataset.suppression.denominator_at_most", "is below 0")
                .Provenance(rule.Provenance, "dataset.suppression.provenance", required: true);
        await Set(check, given.StatisticalNeighboursSet, "dataset.statistical_neighbours_set", ComparatorKind.StatisticalNeighbours, ct);
        await Set(check, given.ComparatorCouncilsSet, "dataset.comparator_councils_set", ComparatorKind.ComparatorCouncils, ct);
        check.ThrowIfAny();
        if (await db.Datasets.AnyAsync(dataset => dataset.Id == given.Id, ct)) throw Errors.AlreadyExists(Resource.Dataset(given.Id));

        var dataset = Dataset.Create(given);
        db.Datasets.Add(dataset);
        return dataset.ToProto();
    });

    /// <summary>A set that a dataset names must be known, and of the kind that it is named for.</summary>
    async Task Set(Check check, string name, string field, ComparatorKind kind, CancellationToken ct)
    {
        if (name.Length == 0) return;
        if (Names.Parse(name, Resource.ComparatorSetPattern) is not [var id])
        {
            check.ResourceName(name, field, Resource.ComparatorSetPattern);
            return;
        }
        var known = await db.ComparatorSets.Where(set => set.Id == id).Select(set => (ComparatorKind?)set.Kind).SingleOrDefaultAsync(ct);
        if (known is null) check.Fail(field, $"{name} is not known");
        else check.That(known == kind, field, $"{name} is of the kind {known}");
    }
}
