using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

/// <summary>Reference data, datasets and profiles; one file per RPC.</summary>
[BindServiceMethod(typeof(ServedProfile), nameof(ServedProfile.BindService))]
public sealed partial class IndicatorsService(IndicatorsDb db, ProfileCache cache, TimeProvider time) : Proto.IndicatorsService.IndicatorsServiceBase
{
    /// <summary>A dataset by its name, with its versions.</summary>
    async Task<Dataset> FindDataset(string name, string field, CancellationToken ct)
    {
        var id = Names.Require(name, field, Resource.DatasetPattern)[0];
        return await db.Datasets.SingleOrDefaultAsync(dataset => dataset.Id == id, ct) ?? throw Errors.NotFound(name);
    }

    DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Those of the codes that are known; what cannot be a code is not asked for.</summary>
    async Task<HashSet<string>> KnownPlaces(IEnumerable<string> codes, CancellationToken ct)
    {
        string[] asked = [.. codes.Distinct().Where(Resource.IsSegment)];
        return [.. await db.Places.Where(place => asked.Contains(place.Code)).Select(place => place.Code).ToListAsync(ct)];
    }
}
