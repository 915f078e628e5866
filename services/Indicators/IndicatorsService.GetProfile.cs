using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    static readonly Func<IndicatorsDb, string, CancellationToken, Task<Place?>> AuthorityByCode = EF.CompileAsyncQuery((IndicatorsDb db, string code, CancellationToken ct) =>
        db.Places.AsNoTracking().SingleOrDefault(place => place.Code == code && place.Kind == GeographyKind.Authority));

    /// <summary>What was worked out at release is sent as it is stored; anything else is worked out now, by the same code.</summary>
    [Allow(Role.Any)]
    public override async Task<Profile> GetProfile(GetProfileRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        CheckProfile(request);
        var caller = context.Caller();
        var sight = Sight.Of(caller);
        var kept = request is { Method: Method.Unspecified or Method.Mean, Periods: 0 or ProfileRows.Shown } && !sight.Own.Contains(request.LaCode);
        var cached = kept ? await Stored(request, sight.All, ct) : null;
        var place = await AuthorityByCode(db, request.LaCode, ct) ?? throw Errors.NotFound(Resource.Geography(request.LaCode));
        var profile = new Profile
        {
            DatasetVersion = request.DatasetVersion,
            Authority = place.Document.ToAuthority(),
            Addressee = place.AddresseeOn(Place.Day(request.AddresseeOn)),
            LightTolerance = Decimals.Show(Lights.Tolerance),
            Suppression = cached?.Suppression,
        };
        if (cached is null) return await Work(profile, request, sight, caller, ct);
        profile.Synthetic = cached.Synthetic;
        return profile.With(cached.Rows);
    }

    static void CheckProfile(GetProfileRequest request) => new Check()
        .ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern)
        .LaCode(request.LaCode, "la_code").Text(request.Outcome, "outcome", 20).Date(request.AddresseeOn, "addressee_on")
        .That(request.Method is Method.Unspecified or Method.Mean or Method.Median, "method", "is mean or median")
        .That(request.Periods is >= 0 and <= 100, "periods", $"is {request.Periods}, 1 to 100 are taken (0 means {ProfileRows.Shown})")
        .ThrowIfAny();

    /// <summary>Rows as stored at release; null where there are none.</summary>
    async Task<CachedProfile?> Stored(GetProfileRequest request, bool all, CancellationToken ct)
    {
        if (Names.Parse(request.DatasetVersion, Resource.DatasetVersionPattern) is not [var id, var number] || !int.TryParse(number, out var version)) return null;
        var key = new ProfileKey(id, version, request.LaCode, request.Outcome, !all);
        if (cache.TryGet(key, out var found)) return found;
        var rows = await db.Profiles.AsNoTracking()
            .Where(row => row.DatasetId == id && row.Version == version && row.LaCode == request.LaCode && (request.Outcome == "" || row.Outcome == request.Outcome))
            .OrderBy(row => row.Place).ToListAsync(ct);
        // Rows without small numbers are there only where they differ.
        if (rows.Exists(row => row.Withheld)) rows.RemoveAll(row => row.Withheld != key.Withheld);
        if (rows.Count == 0) return null;
        var rule = all ? null : await db.Datasets.AsNoTracking().IgnoreAutoIncludes().Where(dataset => dataset.Id == id).Select(dataset => dataset.Suppression).SingleAsync(ct);
        return cache.Add(key, new([.. rows.Select(row => row.Rows)], rows.Exists(row => row.Synthetic), rule));
    }

    async Task<Profile> Work(Profile profile, GetProfileRequest request, Sight sight, Caller caller, CancellationToken ct)
    {
        var (dataset, version) = await FindSeen(request.DatasetVersion, request.LaCode, caller, ct);
        if (!sight.All) profile.Suppression = dataset.Suppression;
        var setting = await SettingOf(dataset, version, request.LaCode, ct);
        var catalogue = await Catalogue.Of(db, version, ct);
        var rows = new ProfileRows(setting, request.LaCode, request.Method is Method.Median ? Method.Median : Method.Mean, request.Periods == 0 ? ProfileRows.Shown : request.Periods);
        foreach (var outcome in catalogue.Outcomes.Where(outcome => request.Outcome.Length == 0 || request.Outcome == outcome))
        {
            var indicators = catalogue.Of(outcome).ToList();
            var observations = await Beside(version, request.LaCode, [.. indicators.Select(indicator => Resource.IndicatorId(indicator.Code))], ct);
            foreach (var made in indicators.Select(indicator => rows.Row(new(indicator, observations[Resource.IndicatorId(indicator.Code)], setting, sight))))
            {
                profile.Rows.Add(made.Row);
                profile.Synthetic |= made.Synthetic;
            }
        }
        return profile;
    }

    /// <summary>The authority's own observations of some indicators, and everybody's in the periods of its latest.</summary>
    async Task<ILookup<string, Observation>> Beside(DatasetVersion version, string laCode, string[] indicators, CancellationToken ct)
    {
        var all = db.ObservationsOf(version).Where(row => indicators.Contains(row.IndicatorId));
        var own = await all.Where(row => row.GeographyCode == laCode).ToListAsync(ct);
        DateOnly[] ends = [.. own.GroupBy(row => row.IndicatorId).Select(rows => rows.Max(row => row.PeriodEnd)).Distinct()];
        var others = await all.Where(row => row.GeographyCode != laCode && ends.Contains(row.PeriodEnd)).ToListAsync(ct);
        return own.Concat(others).ToLookup(row => row.IndicatorId);
    }
}
