using Apa.Protos.Indicators.V1;

namespace Apa.Portal.Pages.Indicators;

/// <summary>What can be chosen on the pages of figures.</summary>
static class Choices
{
    /// <summary>Authorities by name.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> Authorities(IndicatorsService.IndicatorsServiceClient indicators, CancellationToken ct) =>
    [
        .. (await indicators.ListGeographiesAsync(new() { Kind = GeographyKind.Authority, PageSize = 1000 }, cancellationToken: ct)).Geographies
            .OrderBy(g => g.DisplayName, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Code, g.DisplayName)),
    ];

    /// <summary>The version to show: the one asked for, else the last released, else the last.</summary>
    public static DatasetVersion Version(Dataset dataset, int asked) =>
        dataset.Versions.FirstOrDefault(v => v.Version == asked) ?? dataset.Versions.LastOrDefault(v => v.Released) ?? dataset.Versions[^1];

    /// <summary>How neighbours are summed up.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Methods = [new("mean", "Mean"), new("median", "Median")];

    public static Method MethodOf(string? method) => method == "median" ? Method.Median : Method.Mean;

    /// <summary>The name of a comparator set by its id as it is typed; empty for none.</summary>
    public static string SetName(string? id) => string.IsNullOrWhiteSpace(id) ? "" : id.Contains('/') ? id.Trim() : $"comparatorSets/{id.Trim()}";
}
