using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Proto.Dataset> ReleaseDataset(ReleaseDatasetRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Check();
        for (var i = 0; i < request.Changelog.Count; i++)
            check.Id(request.Changelog[i].Kind, $"changelog[{i}].kind").Required(request.Changelog[i].Description, $"changelog[{i}].description", 2000);
        check.ThrowIfAny();
        var dataset = await FindDataset(request.Name, "name", ct);
        var open = dataset.Open;
        Check.Etag(request.Etag, dataset.EtagText(), dataset.Name);

        var synthetic = await db.ObservationsOf(open).AnyAsync(row => row.Synthetic, ct);
        var released = dataset.Release([.. request.Changelog.Select(line => new ChangelogEntry(line.Kind, line.Description))], synthetic, time.GetUtcNow());
        var catalogue = await db.Measures.AsNoTracking().OrderBy(measure => measure.Id).Select(measure => measure.Document).ToListAsync(ct);
        db.Catalogues.Add(new() { DatasetId = dataset.Id, Version = released.Version, Document = new() { Indicators = { catalogue } } });

        db.Emit(new DatasetReleased
        {
            DatasetVersion = released.Name,
            Version = released.Version,
            ChangelogKinds = { released.Changelog.Select(line => line.Kind).Distinct() },
            Synthetic = released.Synthetic,
        }, dataset.Name, released.Version);
        return dataset.ToProto();
    });
}
