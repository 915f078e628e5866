using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with a round or a team, all at once, each with its path.</summary>
public static class RoundCheck
{
    const int LongestNotice = 500;

    /// <summary>Adds the faults of a round to a check. Coverage is taken as given: what is not known stays not known.</summary>
    public static void Round(this Check check, Proto.Round round)
    {
        check.Id(round.Id, "round.id");
        check.That(round.Framework is { Id.Length: > 0, Version: > 0 }, "round.framework", "names a framework and its version");
        check.Required(round.Title, "round.title");
        check.That(DateOnly.TryParseExact(round.LetterDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "round.letter_date", "is yyyy-MM-dd");
        check.That(IsInstant(round.ReleaseInstant), "round.release_instant", "is an RFC 3339 instant with its offset");
        check.That(TimeZoneInfo.TryFindSystemTimeZoneById(round.TimeZone, out _), "round.time_zone", "is a known time zone such as Europe/London");
        check.Text(round.Notice, "round.notice", LongestNotice);
        check.Some(round.Members, "round.members");
        check.Members(round.Members, "round.members");
    }

    /// <summary>Adds the faults of members to a check: each authority once, and a reason where it is not assessed.</summary>
    public static void Members(this Check check, IReadOnlyCollection<Member> members, string path)
    {
        check.Unique(members.Select(member => member.Authority?.LaCode ?? ""), path, "la_code");
        check.Each(members, path, (member, at) =>
        {
            check.LaCode(member.Authority?.LaCode ?? "", $"{at}.authority.la_code");
            check.Required(member.Authority?.Name ?? "", $"{at}.authority.name");
            check.Said(member.State, $"{at}.state");
            check.That(member.State != MemberState.NotAssessed || member.Reason.Length > 0, $"{at}.reason", "is required where not assessed");
        });
    }

    /// <summary>Adds the faults of a team to a check: nobody twice, and the moderator none of its inspectors.</summary>
    public static void Team(this Check check, Team? team, string path = "team")
    {
        check.That(team is { Lead.Length: > 0 }, $"{path}.lead", "is required");
        check.That(team is { Moderator.Length: > 0 }, $"{path}.moderator", "is required");
        if (team is null)
            return;
        string[] inspectors = [team.Lead, .. team.Members.Select(member => member.Person)];
        check.Unique(inspectors.Where(person => person.Length > 0), path, "person");
        check.That(!inspectors.Contains(team.Moderator), $"{path}.moderator", "is neither the lead nor a member");
        check.Each(team.Members, $"{path}.members", (member, at) =>
        {
            check.Required(member.Person, $"{at}.person");
            check.Required(member.Body, $"{at}.body");
        });
    }

    static bool IsInstant(string text) =>
        text.Contains('T') && (text.EndsWith('Z') || text[^Math.Min(6, text.Length)] is '+' or '-')
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
