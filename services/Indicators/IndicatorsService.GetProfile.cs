using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    /// <summary>Seven queries, however many indicators, periods and authorities there are.</summary>
    [Allow(Role.Any)]
    public override async Task<Profile> GetProfile(GetProfileRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var check = new Check().ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern)
            .LaCode(request.LaCode, "la_code").Text(request.Outcome, "outcome", 20).Date(request.AddresseeOn, "addressee_on")
            .That(request.Method is Method.Unspecified or Method.Mean or Method.Median, "method", "is mean or median");
        check.ThrowIfAny();
        var version = await FindReleased(request.DatasetVersion, ct);
        var place = await db.Places.AsNoTracking().SingleOrDefaultAsync(place => place.Code == request.LaCode && place.Kind == GeographyKind.Authority, ct)
            ?? throw Errors.NotFound(Resource.Geography(request.LaCode));

        var rows = new ProfileRows(await ReadInputs(version.Dataset, version.Version, request, ct));
        var catalogue = await db.Catalogues.AsNoTracking()
            .Where(row => row.DatasetId == version.Dataset.Id && row.Version == version.Version.Version).Select(row => row.Document).SingleAsync(ct);
        var profile = new Profile
        {
            DatasetVersion = version.Version.Name,
            Authority = place.Document.ToAuthority(),
            Addressee = place.AddresseeOn(Place.Day(request.AddresseeOn)),
            LightTolerance = Decimals.Show(Lights.Tolerance),
        };
        profile.Rows.AddRange(catalogue.Indicators
            .Where(indicator => request.Outcome.Length == 0 || indicator.Outcome == request.Outcome)
            .OrderBy(indicator => indicator.Outcome)
            .ThenBy(indicator => ReferenceCheck.Rank(indicator.KeyJudgement), StringComparer.Ordinal)
            .ThenBy(indicator => indicator.Name, StringComparer.Ordinal)
            .Select(rows.Row));
        profile.Synthetic = rows.Synthetic;
        return profile;
    }

    async Task<(Dataset Dataset, DatasetVersion Version)> FindReleased(string name, CancellationToken ct)
    {
        var parts = Names.Require(name, "dataset_version", Resource.DatasetVersionPattern);
        var dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(dataset => dataset.Id == parts[0], ct);
        var version = int.TryParse(parts[1], out var number) ? dataset?.ReleasedVersion(number) : null;
        return version is null ? throw Errors.NotFound(name) : (dataset!, version);
    }

    async Task<ProfileInputs> ReadInputs(Dataset dataset, DatasetVersion version, GetProfileRequest request, CancellationToken ct)
    {
        var own = await db.ObservationsOf(version).Where(row => row.GeographyCode == request.LaCode).ToListAsync(ct);
        string[] indicators = [.. own.Select(row => row.IndicatorId).Distinct()];
        DateOnly[] ends = [.. own.GroupBy(row => row.IndicatorId).Select(rows => rows.Max(row => row.PeriodEnd)).Distinct()];
        var figures = await db.ObservationsOf(version)
            .Where(row => indicators.Contains(row.IndicatorId) && ends.Contains(row.PeriodEnd) && row.Value != null)
            .OrderBy(row => row.PeriodLabel)
            .Select(row => new Figure(row.IndicatorId, row.GeographyCode, row.Median, row.PeriodKind, row.PeriodStart, row.PeriodEnd, row.Value!.Value, row.Synthetic))
            .ToListAsync(ct);
        string?[] sets = [dataset.StatisticalNeighboursSet, dataset.ComparatorCouncilsSet];
        var lists = await db.ComparatorSets.AsNoTracking().Where(set => sets.Contains(set.Id))
            .Select(set => new { set.Document, List = db.ComparatorLists.SingleOrDefault(list => list.SetId == set.Id && list.LaCode == request.LaCode) })
            .ToListAsync(ct);
        return new()
        {
            LaCode = request.LaCode,
            Own = own.ToLookup(row => row.IndicatorId),
            Figures = figures.ToLookup(figure => figure.Indicator),
            Authorities = await db.Places.Where(place => place.Kind == GeographyKind.Authority)
                .Select(place => new Validity(place.Code, place.ValidFrom, place.ValidTo)).ToListAsync(ct),
            Neighbours = Of(dataset.StatisticalNeighboursSet),
            Councils = Of(dataset.ComparatorCouncilsSet),
            Method = request.Method is Method.Median ? Method.Median : Method.Mean,
        };

        Comparators Of(string? id) => lists.Find(row => row.Document.Id == id) is { } row
            ? new(row.Document.Name, [.. (row.List?.Document.Comparators ?? []).Select(comparator => comparator.LaCode)], row.Document.Synthetic)
            : Comparators.None;
    }
}
