using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<Proto.Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        (await FindDataset(request.Name, "name", context.CancellationToken)).ToProto();
}
