using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Authority)]
    public override Task<Proto.ValueQuery> QueryValue(QueryValueRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var key = request.Observation ?? new();
        new Check().ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern).Key(key, "observation")
            .Required(request.Doubt, "doubt", 4000).Decimal(request.Proposed, "proposed").ThrowIfAny();
        var (caller, laCode) = (context.Caller(), Resource.Id(key.Geography)!);
        if (!caller.IsAuthority(laCode)) throw Errors.Denied("NOT_YOUR_AUTHORITY", $"{key.Geography} is not your authority; each queries its own values");
        var (dataset, version) = await FindSeen(request.DatasetVersion, laCode, caller, ct);
        var seen = await FindObservation(version, key, ct) ?? throw Errors.NotFound(Words.Of(key, version.Name));

        var uid = Guid.CreateVersion7(time.GetUtcNow());
        var query = new ValueQuery
        {
            Uid = uid,
            DatasetId = dataset.Id,
            LaCode = laCode,
            Document = new()
            {
                Name = Resource.ValueQuery(dataset.Id, uid),
                DatasetVersion = version.Name,
                Observation = key,
                Seen = Decimals.Show(seen.Value),
                Doubt = request.Doubt,
                Proposed = request.Proposed,
                State = ValueQueryState.Open,
                AskedBy = caller.Sub,
                AskedAt = Mapping.Instant(time.GetUtcNow()),
            },
        };
        db.ValueQueries.Add(query);
        return query.Document;
    });

    /// <summary>What a version says under a key; null where it says nothing.</summary>
    async Task<Observation?> FindObservation(DatasetVersion version, Proto.ObservationKey key, CancellationToken ct)
    {
        var (indicator, geography) = (Resource.Id(key.Indicator), Resource.Id(key.Geography));
        return await db.Observations.Where(row => row.DatasetId == version.DatasetId && row.Since <= version.Version && (row.Until == null || row.Until > version.Version)
            && row.IndicatorId == indicator && row.GeographyCode == geography && row.PeriodLabel == key.PeriodLabel && row.PeriodKind == key.PeriodKind && row.Median == key.Median)
            .SingleOrDefaultAsync(ct);
    }
}
