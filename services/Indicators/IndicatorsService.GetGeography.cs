using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<Geography> GetGeography(GetGeographyRequest request, ServerCallContext context)
    {
        var code = Names.Require(request.Name, "name", Resource.GeographyPattern)[0];
        var place = await db.Places.AsNoTracking().SingleOrDefaultAsync(place => place.Code == code, context.CancellationToken);
        return place?.Document ?? throw Errors.NotFound(request.Name);
    }
}
