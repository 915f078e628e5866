namespace Apa.Indicators;

/// <summary>Resource names of this service.</summary>
public static class Resource
{
    public const string GeographyPattern = "geographies/{code}";
    public const string ComparatorSetPattern = "comparatorSets/{id}";
    public const string IndicatorPattern = "indicators/{id}";
    public const string DatasetPattern = "datasets/{id}";
    public const string DatasetVersionPattern = "datasets/{id}/versions/{n}";

    public const string ImportPattern = "datasets/{id}/imports/{uuid}";

    public const string ValueQueryPattern = "datasets/{id}/queries/{uuid}";

    public static string Geography(string code) => $"geographies/{code}";
    public static string ComparatorSet(string id) => $"comparatorSets/{id}";
    public static string Indicator(string id) => $"indicators/{id}";
    public static string Dataset(string id) => $"datasets/{id}";
    public static string DatasetVersion(string id, int version) => $"datasets/{id}/versions/{version}";

    public static string ValueQuery(string id, Guid uid) => $"datasets/{id}/queries/{uid}";
    public static string Correction(string id, Guid uid) => $"datasets/{id}/corrections/{uid}";
    public static string Import(string id, Guid uid) => $"datasets/{id}/imports/{uid}";

    /// <summary>An indicator's id: its code with slashes as dashes.</summary>
    public static string IndicatorId(string code) => code.Replace('/', '-');

    /// <summary>Whether a text can be a code or id at all: the database is not asked for anything else.</summary>
    public static bool IsSegment(string text) => Apa.Shared.Names.Parse(text, "{id}") is not null;

    /// <summary>The last segment of a name of two; null where the name is empty.</summary>
    public static string? Id(string name) => name.Length == 0 ? null : name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
