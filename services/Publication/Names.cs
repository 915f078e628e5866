namespace Apa.Publications;

/// <summary>Resource names of this service and of what it points to.</summary>
public static class Names
{
    public const string FrameworkPattern = "frameworks/{id}/versions/{n}";
    public const string RoundPattern = "rounds/{id}";
    public const string PublicationPattern = "rounds/{round}/publications/{la_code}";
    public const string PreReleaseAccessPattern = "rounds/{round}/preReleaseAccess/{uid}";

    public static string Framework(string id, int version) => $"frameworks/{id}/versions/{version}";

    public static string Round(string id) => $"rounds/{id}";

    public static string Publication(string round, string laCode) => $"rounds/{round}/publications/{laCode}";

    public static string PreReleaseAccess(string round, Guid uid) => $"rounds/{round}/preReleaseAccess/{uid}";

    /// <summary>The id in a round's name; events carry names only.</summary>
    public static string RoundId(string name) => Shared.Names.Parse(name, RoundPattern) is [var id] ? id : throw new FormatException($"'{name}' names no round");
}
