using System.Globalization;

namespace Apa.Judgements;

/// <summary>Resource names of this service and of what it points to.</summary>
public static class Names
{
    public const string FrameworkPattern = "frameworks/{id}/versions/{n}";
    public const string RoundPattern = "rounds/{id}";
    public const string AssessmentPattern = "authorities/{la_code}/assessments/{round}";
    public const string EnquiryPattern = AssessmentPattern + "/enquiries/{n}";
    public const string DocumentPattern = AssessmentPattern + "/documents/{id}";
    public const string RepresentationPattern = AssessmentPattern + "/representations/{n}";
    public const string QueryPattern = AssessmentPattern + "/queries/{n}";
    public const string RevisionPattern = AssessmentPattern + "/revisions/{n}";
    public const string DatasetVersionPattern = "datasets/{id}/versions/{n}";

    public static string Framework(string id, int version) => $"frameworks/{id}/versions/{version}";

    public static string Round(string id) => $"rounds/{id}";

    public static string Assessment(string laCode, string round) => $"authorities/{laCode}/assessments/{round}";

    public static string DatasetVersion(string id, int version) => $"datasets/{id}/versions/{version}";

    /// <summary>Id and version of a versioned resource; null where the name does not fit the pattern.</summary>
    public static (string Id, int Version)? Versioned(string name, string pattern) =>
        Shared.Names.Parse(name, pattern) is [var id, var n] && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? (id, version)
            : null;
}
