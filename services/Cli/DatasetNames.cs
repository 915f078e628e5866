using Apa.Protos.Indicators.V1;

namespace Apa.Cli;

/// <summary>Datasets, versions, indicators and places as people write them, and the resource names that follow.</summary>
static class DatasetNames
{
    public const string OfVersion = "Dataset or version: synthetic-2006 (its newest version), synthetic-2006/1 or datasets/synthetic-2006/versions/1";

    public static string Dataset(string text) => text.StartsWith("datasets/", StringComparison.Ordinal) ? text : $"datasets/{text}";

    /// <summary>A version; the newest released one where only the dataset is named, or the open one where none was released.</summary>
    public static async Task<string> Version(IndicatorsService.IndicatorsServiceClient indicators, string text, CancellationToken ct)
    {
        if (text.Contains("/versions/", StringComparison.Ordinal)) return Dataset(text);
        var bare = text.StartsWith("datasets/", StringComparison.Ordinal) ? text["datasets/".Length..] : text;
        if (bare.Split('/') is [var id, var number]) return $"datasets/{id}/versions/{number}";
        var dataset = await indicators.GetDatasetAsync(new() { Name = Dataset(text) }, cancellationToken: ct);
        return (dataset.Versions.LastOrDefault(v => v.Released) ?? dataset.Versions[^1]).Name;
    }

    /// <summary>An indicator by its code or name: CF/A1, CF-A1, indicators/CF-A1.</summary>
    public static string Indicator(string text) =>
        text.StartsWith("indicators/", StringComparison.Ordinal) ? text : $"indicators/{text.Replace('/', '-')}";

    /// <summary>A place by its code or name: 919, england, geographies/919.</summary>
    public static string Geography(string text) => text.StartsWith("geographies/", StringComparison.Ordinal) ? text : $"geographies/{text}";

    /// <summary>The last part of a resource name.</summary>
    public static string Short(string name) => name[(name.LastIndexOf('/') + 1)..];
}
