using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override async Task<Proto.Dataset> ReleaseDataset(ReleaseDatasetRequest request, ServerCallContext context)
    {
        var reply = await db.Once(request, context, ct => Release(request, ct));
        if (db.Database.CurrentTransaction is { } work) await work.CommitAsync(context.CancellationToken);
        return reply;
    }

    /// <summary>Releases in a transaction, which it leaves open where all is well: profiles are copied in beside what is saved.</summary>
    async Task<Proto.Dataset> Release(ReleaseDatasetRequest request, CancellationToken ct)
    {
        var check = new Check();
        for (var i = 0; i < request.Changelog.Count; i++)
            check.OneOf(request.Changelog[i].Kind, $"changelog[{i}].kind", [.. Revision.Kinds]).Required(request.Changelog[i].Description, $"changelog[{i}].description", 2000);
        check.ThrowIfAny();
        var dataset = await FindDataset(request.Name, "name", ct);
        var open = dataset.Open;
        Check.Etag(request.Etag, dataset.EtagText(), dataset.Name);

        var synthetic = await db.ObservationsOf(open).AnyAsync(row => row.Synthetic, ct);
        var found = dataset.Versions.Find(version => version.Version == open.Version - 1) is { } before
            ? Sum(await HeadOfDifferences(before, open, ct), await new ObservationDifferences(db, dataset.Id, before.Version, open.Version).Count(ct)).Select(one => one.Kind).ToList()
            : [];
        var released = dataset.Release([.. request.Changelog.Select(line => new ChangelogEntry(line.Kind, line.Description))], found, synthetic, time.GetUtcNow());
        var catalogue = await db.Measures.AsNoTracking().OrderBy(measure => measure.Id).Select(measure => measure.Document).ToListAsync(ct);
        db.Catalogues.Add(new() { DatasetId = dataset.Id, Version = released.Version, Document = new() { Indicators = { catalogue } } });

        await db.Database.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(ct);
        await new StoredProfiles(db, await SettingOf(dataset, released, null, ct), await Catalogue.Of(db, released, ct), released).Write(ct);

        db.Emit(new DatasetReleased
        {
            DatasetVersion = released.Name,
            Version = released.Version,
            ChangelogKinds = { released.Changelog.Select(line => line.Kind).Distinct() },
            Synthetic = released.Synthetic,
        }, dataset.Name, released.Version);
        return dataset.ToProto();
    }
}
