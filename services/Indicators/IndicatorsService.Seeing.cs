using Apa.Shared;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

/// <summary>What reading RPCs share: which version a caller may see, and what it is set beside.</summary>
public sealed partial class IndicatorsService
{
    /// <summary>A version that the caller may see: a released one, or an open one for analysts and, where it is about one authority, for that.</summary>
    async Task<(Dataset Dataset, DatasetVersion Version)> FindSeen(string name, string? laCode, Caller caller, CancellationToken ct)
    {
        var parts = Names.Require(name, "dataset_version", Resource.DatasetVersionPattern);
        var dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(dataset => dataset.Id == parts[0], ct) ?? throw Errors.NotFound(name);
        var version = int.TryParse(parts[1], out var number) ? dataset.Versions.Find(version => version.Version == number) : null;
        if (version is null) throw Errors.NotFound(name);
        if (!version.Released && !caller.Is(Role.Analyst) && (laCode is null || !caller.IsAuthority(laCode)))
            throw new Refusal("DATASET_VERSION_OPEN", $"{version.Name} is still open; until it is released analysts see it, and each authority its own profile");
        return (dataset, version);
    }

    /// <summary>What a version sets its authorities beside.</summary>
    /// <param name="laCode">Only this authority's comparators are read; null: everybody's.</param>
    async Task<Setting> SettingOf(Dataset dataset, DatasetVersion version, string? laCode, CancellationToken ct)
    {
        string?[] ids = [version.StatisticalNeighboursSet, version.ComparatorCouncilsSet];
        var sets = await db.ComparatorSets.AsNoTracking().Where(set => ids.Contains(set.Id)).ToDictionaryAsync(set => set.Id, set => set.Document, ct);
        var lists = await db.ComparatorLists.AsNoTracking().Where(list => ids.Contains(list.SetId) && (laCode == null || list.LaCode == laCode))
            .ToDictionaryAsync(list => (list.SetId, list.LaCode), list => list.Document, ct);
        return new()
        {
            Authorities = await db.Places.Where(place => place.Kind == Proto.GeographyKind.Authority)
                .Select(place => new Validity(place.Code, place.ValidFrom, place.ValidTo)).ToListAsync(ct),
            Neighbours = code => Of(version.StatisticalNeighboursSet, code),
            Councils = code => Of(version.ComparatorCouncilsSet, code),
            SmallNumbers = dataset.SmallNumbers,
        };

        Comparators Of(string? id, string code) => id is null ? Comparators.None
            : new(sets[id].Name, lists.TryGetValue((id, code), out var list) ? list.Comparators : [], sets[id].Synthetic);
    }
}
