using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<ValidationRules> GetValidationRules(GetValidationRulesRequest request, ServerCallContext context) =>
        await db.ValidationRules.AsNoTracking().Select(set => set.Document).SingleOrDefaultAsync(context.CancellationToken) ?? new();
}
