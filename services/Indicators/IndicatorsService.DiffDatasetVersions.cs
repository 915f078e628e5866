using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<DiffDatasetVersionsResponse> DiffDatasetVersions(DiffDatasetVersionsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var caller = context.Caller();
        new Check().ResourceName(request.From, "from", Resource.DatasetVersionPattern).ResourceName(request.To, "to", Resource.DatasetVersionPattern).ThrowIfAny();
        var (dataset, from) = await FindSeen(request.From, null, caller, ct);
        var (other, to) = await FindSeen(request.To, null, caller, ct);
        new Check().That(dataset.Id == other.Id, "to", $"is of another dataset than {request.From}").That(from.Version < to.Version, "to", $"is not later than {request.From}").ThrowIfAny();
        var paging = Paging.Read(request.PageSize, request.PageToken, request.From, request.To);

        var head = await HeadOfDifferences(from, to, ct);
        var observations = new ObservationDifferences(db, dataset.Id, from.Version, to.Version);
        // Released versions never change: a place in the order is a key.
        var skip = paging.Place;
        List<Difference> read = [.. head.Skip(skip).Take(paging.Take)];
        if (read.Count < paging.Take) read.AddRange(await observations.Read(Math.Max(0, skip - head.Count), paging.Take - read.Count, ct));
        var (page, next) = paging.Cut(read, _ => Paging.Key(skip + paging.Size));
        await GiveReasons(dataset.Id, from, to, page, ct);
        if (dataset.Suppression is not null) await Withhold(page, Sight.Of(caller), ct);
        return new() { Differences = { page }, Counts = { Sum(head, await observations.Count(ct)) }, NextPageToken = next };
    }

    /// <summary>Differences of the sets and of the catalogue; the first version differs from nothing.</summary>
    async Task<List<Difference>> HeadOfDifferences(DatasetVersion from, DatasetVersion to, CancellationToken ct) =>
        [.. CatalogueDifferences.OfSets(from, to), .. CatalogueDifferences.OfIndicators((await Catalogue.Of(db, from, ct)).All, (await Catalogue.Of(db, to, ct)).All)];

    static IEnumerable<KindCount> Sum(IEnumerable<Difference> head, IEnumerable<KindCount> counts) =>
        head.GroupBy(difference => difference.Kind).Select(group => new KindCount { Kind = group.Key, Count = group.Count() }).Concat(counts)
            .GroupBy(one => one.Kind).Select(group => new KindCount { Kind = group.Key, Count = group.Sum(one => one.Count) }).OrderBy(one => one.Kind, StringComparer.Ordinal);

    async Task GiveReasons(string dataset, DatasetVersion from, DatasetVersion to, IEnumerable<Difference> page, CancellationToken ct)
    {
        var corrections = (await db.Corrections.AsNoTracking().Where(one => one.DatasetId == dataset && one.Version > from.Version && one.Version <= to.Version)
            .OrderBy(one => one.Uid).Select(one => one.Document).ToListAsync(ct)).ToLookup(one => KeyOf(one.After));
        foreach (var difference in page.Where(difference => difference.Observation is not null))
            difference.Reason = corrections[difference.Observation].LastOrDefault()?.Reason ?? "";
    }

    /// <summary>Whoever may not see small numbers sees that a count of children changed, and not from what to what.</summary>
    async Task Withhold(IEnumerable<Difference> page, Sight sight, CancellationToken ct)
    {
        if (sight.All) return;
        var counting = (await db.Measures.AsNoTracking().Select(measure => measure.Document).ToListAsync(ct)).Where(document => document.CountsChildren).Select(document => document.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var difference in page.Where(one => one.Observation is { } key && counting.Contains(key.Indicator) && !sight.Sees(Resource.Id(key.Geography)!)))
            (difference.Before, difference.After) = ("", "");
    }

    static Proto.ObservationKey KeyOf(Proto.Observation observation) => new()
    {
        Indicator = observation.Indicator,
        Geography = observation.Geography,
        PeriodKind = observation.Period.Kind,
        PeriodLabel = observation.Period.Label,
        Median = observation.Median,
    };
}
