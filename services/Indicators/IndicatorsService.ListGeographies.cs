using System.Globalization;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<ListGeographiesResponse> ListGeographies(ListGeographiesRequest request, ServerCallContext context)
    {
        new Check().Date(request.ValidOn, "valid_on").That(Enum.IsDefined(request.Kind), "kind", "is not a known kind").ThrowIfAny();
        var paging = Paging.Read(request.PageSize, request.PageToken, request.ValidOn, ((int)request.Kind).ToString(CultureInfo.InvariantCulture));

        var places = db.Places.AsNoTracking().Where(place => string.Compare(place.Code, paging.After) > 0);
        if (request.Kind is not GeographyKind.Unspecified) places = places.Where(place => place.Kind == request.Kind);
        if (Place.Day(request.ValidOn) is { } day)
            places = places.Where(place => (place.ValidFrom == null || place.ValidFrom <= day) && (place.ValidTo == null || place.ValidTo >= day));
        var read = await places.OrderBy(place => place.Code).Take(paging.Take).ToListAsync(context.CancellationToken);

        var (page, next) = paging.Cut(read, place => place.Code);
        return new() { Geographies = { page.Select(place => place.Document) }, NextPageToken = next };
    }
}
