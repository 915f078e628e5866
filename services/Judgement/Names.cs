using System.Text.RegularExpressions;

namespace Apa.Judgements;

/// <summary>Resource names and ids of this service.</summary>
public static partial class Names
{
    /// <summary>frameworks/{id}/versions/{n}.</summary>
    public static string Framework(string id, int version) => $"frameworks/{id}/versions/{version}";

    /// <summary>rounds/{id}.</summary>
    public static string Round(string id) => $"rounds/{id}";

    /// <summary>authorities/{la_code}/assessments/{round}.</summary>
    public static string Assessment(string laCode, string round) => $"authorities/{laCode}/assessments/{round}";

    /// <summary>datasets/{id}/versions/{n}.</summary>
    public static string DatasetVersion(string id, int version) => $"datasets/{id}/versions/{version}";

    public static bool TryFramework(string name, out string id, out int version) => TryVersioned(FrameworkName().Match(name), out id, out version);

    public static bool TryDatasetVersion(string name, out string id, out int version) => TryVersioned(DatasetVersionName().Match(name), out id, out version);

    public static bool TryRound(string name, out string id)
    {
        id = RoundName().Match(name).Groups["id"].Value;
        return id.Length > 0;
    }

    public static bool TryAssessment(string name, out string laCode, out string round)
    {
        var groups = AssessmentName().Match(name).Groups;
        (laCode, round) = (groups["la"].Value, groups["id"].Value);
        return round.Length > 0;
    }

    /// <summary>Whether a text is a lower-case id such as apa-four-point.</summary>
    public static bool IsId(string text) => text.Length <= 60 && LowerCaseId().IsMatch(text);

    static bool TryVersioned(Match match, out string id, out int version)
    {
        id = match.Groups["id"].Value;
        return int.TryParse(match.Groups["version"].Value, out version) && version > 0;
    }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LowerCaseId();

    [GeneratedRegex(@"^frameworks/(?<id>[a-z0-9-]{1,60})/versions/(?<version>[0-9]{1,9})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrameworkName();

    [GeneratedRegex(@"^datasets/(?<id>[a-z0-9-]{1,60})/versions/(?<version>[0-9]{1,9})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DatasetVersionName();

    [GeneratedRegex(@"^rounds/(?<id>[a-z0-9-]{1,60})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoundName();

    [GeneratedRegex(@"^authorities/(?<la>[0-9]{3})/assessments/(?<id>[a-z0-9-]{1,60})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssessmentName();
}
