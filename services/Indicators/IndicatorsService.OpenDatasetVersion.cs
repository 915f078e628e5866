using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Proto.Dataset> OpenDatasetVersion(OpenDatasetVersionRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var dataset = await FindDataset(request.Name, "name", ct);
        Check.Etag(request.Etag, dataset.EtagText(), dataset.Name);
        dataset.OpenNext();
        return dataset.ToProto();
    });
}
