using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Administrator)]
    public override Task<PutGeographiesResponse> PutGeographies(PutGeographiesRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var given = request.Geographies;
        var codes = given.Select(place => place.Code).Where(Resource.IsSegment).ToArray();
        var known = await db.Places.Where(place => codes.Contains(place.Code)).ToDictionaryAsync(place => place.Code, ct);
        var regions = (await KnownPlaces(given.Select(place => place.Region), ct)).Union(codes).ToHashSet(StringComparer.Ordinal);

        var check = new Check();
        check.Batch(given, "geographies", "code", place => place.Code);
        for (var i = 0; i < given.Count; i++)
        {
            var (place, at) = (given[i], $"geographies[{i}]");
            check.Geography(place, at);
            check.That(place.Region.Length == 0 || regions.Contains(place.Region), $"{at}.region", $"'{place.Region}' is not known");
        }
        check.ThrowIfAny();

        var response = new PutGeographiesResponse();
        foreach (var place in given.Select(place => place.ToPlace()))
        {
            if (!known.TryGetValue(place.Code, out var before))
            {
                db.Places.Add(place);
                response.Added++;
            }
            else if (before.Document.Equals(place.Document))
            {
                response.Unchanged++;
            }
            else
            {
                (before.Kind, before.ValidFrom, before.ValidTo, before.Document) = (place.Kind, place.ValidFrom, place.ValidTo, place.Document);
                response.Changed++;
            }
        }
        return response;
    });
}
