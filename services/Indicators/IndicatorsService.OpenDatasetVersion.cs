using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Proto.Dataset> OpenDatasetVersion(OpenDatasetVersionRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Check();
        await Set(check, request.StatisticalNeighboursSet, "statistical_neighbours_set", ComparatorKind.StatisticalNeighbours, ct);
        await Set(check, request.ComparatorCouncilsSet, "comparator_councils_set", ComparatorKind.ComparatorCouncils, ct);
        check.ThrowIfAny();
        var dataset = await FindDataset(request.Name, "name", ct);
        Check.Etag(request.Etag, dataset.EtagText(), dataset.Name);
        dataset.OpenNext(Resource.Id(request.StatisticalNeighboursSet), Resource.Id(request.ComparatorCouncilsSet));
        return dataset.ToProto();
    });
}
