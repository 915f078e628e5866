using System.Globalization;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<ListObservationsResponse> ListObservations(ListObservationsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        CheckList(request);
        var caller = context.Caller();
        var asked = request.Clone();
        (asked.PageSize, asked.PageToken) = (0, "");
        var paging = Paging.Read(request.PageSize, request.PageToken, asked.ToString());
        string[] indicators = [.. request.Indicators.Select(name => Resource.Id(name)!)];
        string[] places = [.. request.Geographies.Select(name => Resource.Id(name)!)];
        // Of an open version an authority sees what is its own.
        var (dataset, version) = await FindSeen(request.DatasetVersion, places is [var only] ? only : null, caller, ct);

        var found = After(db.ObservationsOf(version), paging.After);
        if (indicators.Length > 0) found = found.Where(row => indicators.Contains(row.IndicatorId));
        if (places.Length > 0) found = found.Where(row => places.Contains(row.GeographyCode));
        if (Place.Day(request.EndsFrom) is { } from) found = found.Where(row => row.PeriodEnd >= from);
        if (Place.Day(request.EndsTo) is { } to) found = found.Where(row => row.PeriodEnd <= to);
        if (request.MissingOnly) found = found.Where(row => row.Value == null);
        var read = await found.OrderBy(row => row.IndicatorId).ThenBy(row => row.GeographyCode).ThenBy(row => row.PeriodKind).ThenBy(row => row.PeriodLabel).ThenBy(row => row.Median)
            .Take(paging.Take).ToListAsync(ct);

        var (page, next) = paging.Cut(read, row => string.Join('\n', row.IndicatorId, row.GeographyCode, ((int)row.PeriodKind).ToString(CultureInfo.InvariantCulture), row.PeriodLabel, row.Median));
        var counting = await CountingChildren(version, page.Select(row => row.IndicatorId), ct);
        var sight = Sight.Of(caller);
        return new() { Observations = { page.Select(row => Sighting.Of(row, dataset.SmallNumbers, counting.Contains(row.IndicatorId), sight).ToProto()) }, NextPageToken = next };
    }

    static void CheckList(ListObservationsRequest request)
    {
        var check = new Check().ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern).Date(request.EndsFrom, "ends_from").Date(request.EndsTo, "ends_to")
            .That(request.Indicators.Count <= ReferenceCheck.Most, "indicators", "names more than 1,000").That(request.Geographies.Count <= ReferenceCheck.Most, "geographies", "names more than 1,000");
        for (var i = 0; i < request.Indicators.Count; i++) check.ResourceName(request.Indicators[i], $"indicators[{i}]", Resource.IndicatorPattern);
        for (var i = 0; i < request.Geographies.Count; i++) check.ResourceName(request.Geographies[i], $"geographies[{i}]", Resource.GeographyPattern);
        check.ThrowIfAny();
    }

    /// <summary>What comes after the last row of a page, by a key that the index holds.</summary>
    static IQueryable<Observation> After(IQueryable<Observation> rows, string last)
    {
        if (last.Length == 0) return rows;
        var parts = last.Split('\n');
        var (number, median) = (0, false);
        Paging.Insist(parts.Length == 5 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out number) && bool.TryParse(parts[4], out median), last);
        var (indicator, geography, kind, label) = (parts[0], parts[1], (PeriodKind)number, parts[3]);
        return rows.Where(row => string.Compare(row.IndicatorId, indicator) > 0 || row.IndicatorId == indicator
            && (string.Compare(row.GeographyCode, geography) > 0 || row.GeographyCode == geography
            && (row.PeriodKind > kind || row.PeriodKind == kind
            && (string.Compare(row.PeriodLabel, label) > 0 || row.PeriodLabel == label && !median && row.Median))));
    }

    /// <summary>Those of some indicators that count children.</summary>
    async Task<HashSet<string>> CountingChildren(DatasetVersion version, IEnumerable<string> ids, CancellationToken ct)
    {
        var asked = ids.ToHashSet(StringComparer.Ordinal);
        return [.. (await Catalogue.Of(db, version, ct)).All.Where(indicator => indicator.CountsChildren).Select(indicator => Resource.Id(indicator.Name)!).Where(asked.Contains)];
    }
}
