using Apa.Shared;

namespace Apa.Portal;

/// <summary>The areas, each for those who have something to do there.</summary>
public static class Navigation
{
    /// <param name="Title">As the navigation shows it.</param>
    /// <param name="Folder">Its folder under Pages.</param>
    /// <param name="What">What one does there, in a sentence.</param>
    /// <param name="Roles">Who sees it.</param>
    public sealed record Area(string Title, string Folder, string What, params string[] Roles)
    {
        public string FirstPage => $"/{Folder}/Index";
    }

    static readonly Area[] All =
    [
        new("Indicators", "Indicators", "An authority’s figures beside England and its neighbours, and where the figures come from.", Role.Any),
        new("Assessments", "Assessments", "The cases of a round: evidence, findings, grades and moderation.", Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor),
        new("Our case", "OwnCase", "What passes between your authority and the team of its case, and the judgement once it is final.", Role.Authority),
        new("Letters", "Letters", "Drafts, the authority’s check, signatures and issue.", Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority),
        new("Publications", "Publications", "What is held, released, corrected and withdrawn.", Role.Publisher, Role.Auditor),
        new("Operations", "Operations", "Whether the services are well, and what waits or failed.", Role.Auditor),
    ];

    /// <summary>The areas of a person.</summary>
    public static IEnumerable<Area> Of(Caller person) => All.Where(area => area.Roles.Any(role => role == Role.Any || person.Is(role)));
}
