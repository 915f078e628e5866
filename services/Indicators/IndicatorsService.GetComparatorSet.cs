using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<Proto.ComparatorSet> GetComparatorSet(GetComparatorSetRequest request, ServerCallContext context) =>
        await ReadComparatorSet(Names.Require(request.Name, "name", Resource.ComparatorSetPattern)[0], context.CancellationToken)
        ?? throw Errors.NotFound(request.Name);
}
