using Apa.Protos.Judgements.V1;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A team as it is typed: the lead, a line for each other inspector, the moderator.</summary>
static class Teams
{
    public static Team Of(string? lead, string? members, string? moderator) => new()
    {
        Lead = lead?.Trim() ?? "",
        Moderator = moderator?.Trim() ?? "",
        Members =
        {
            (members ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split((char[])[' ', ',', ':'], StringSplitOptions.RemoveEmptyEntries))
                .Select(parts => new TeamMember { Person = parts[0], Body = string.Join(' ', parts.Skip(1)) }),
        },
    };

    /// <summary>The members, a line each.</summary>
    public static string Lines(Team? team) => string.Join('\n', team?.Members.Select(m => $"{m.Person} {m.Body}") ?? []);

    /// <summary>The input of a field of a team.</summary>
    public static string InputOf(string field) => field switch
    {
        "team.lead" => "Lead",
        "team.moderator" => "Moderator",
        _ => "Members",
    };
}
