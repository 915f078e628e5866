using System.CommandLine;
using Apa.Protos.Publications.V1;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Who may read a round's letters before the release, and who did.</summary>
static class PreReleaseCommands
{
    const string Publisher = "petra-publisher";
    const string Auditor = "august-auditor";
    const int PageSize = 1000;

    public static Command[] OfARound() => [Allow(), Disallow(), ListAccess(), ListReads()];

    static Argument<string> Round() => new("round") { Description = "e.g. apa-2006" };

    static Option<string> Reason() => new("--reason") { Description = "Why", Required = true };

    static Command Allow()
    {
        var id = Round();
        var person = new Argument<string>("person") { Description = "Subject id and name, e.g. \"edith-editor:Edith Elgar\"" };
        var from = new Option<string>("--from") { Description = "From when, e.g. 2006-10-31T09:00:00Z", Required = true };
        var until = new Option<string>("--until") { Description = "Until just before when; at the round's instant at the latest", Required = true };
        var reason = Reason();
        return Step("allow-reading", "Let somebody read a round's scheduled letters before its instant; every read is recorded", Publisher, [id, person, from, until, reason], async turn =>
        {
            var (sub, name) = Person(turn.Get(person));
            var access = await turn.Session.Publication(turn.Person).GrantPreReleaseAccessAsync(new()
            {
                RequestId = Requests.New(),
                Round = $"rounds/{turn.Get(id)}",
                Person = sub,
                PersonName = name,
                WindowFrom = turn.Get(from),
                WindowUntil = turn.Get(until),
                Reason = turn.Get(reason),
            }, cancellationToken: turn.Ct);
            turn.Print(access, () => Turn.Say(Line(access)));
        });
    }

    static Command Disallow()
    {
        var name = new Argument<string>("access") { Description = "Its name, as ./apa round readers lists it" };
        var reason = Reason();
        return Step("disallow-reading", "End an access at once", Publisher, [name, reason], async turn =>
        {
            var access = await turn.Session.Publication(turn.Person).RevokePreReleaseAccessAsync(
                new() { RequestId = Requests.New(), Name = turn.Get(name), Reason = turn.Get(reason) }, cancellationToken: turn.Ct);
            turn.Print(access, () => Turn.Say(Line(access)));
        });
    }

    static Command ListAccess()
    {
        var id = Round();
        return Step("readers", "Who may read a round before its release, and who could", Publisher, [id], async turn =>
        {
            var token = "";
            do
            {
                var page = await turn.Session.Publication(turn.Person).ListPreReleaseAccessAsync(
                    new() { Round = $"rounds/{turn.Get(id)}", PageSize = PageSize, PageToken = token }, cancellationToken: turn.Ct);
                turn.Print(page, () =>
                {
                    foreach (var access in page.Access) Turn.Say(Line(access));
                });
                token = page.NextPageToken;
            }
            while (token.Length > 0);
        });
    }

    static Command ListReads()
    {
        var id = Round();
        return Step("reads", "What was read of a round before its release: who, what, when", Auditor, [id], async turn =>
        {
            var token = "";
            do
            {
                var page = await turn.Session.Publication(turn.Person).ListPreReleaseReadsAsync(
                    new() { Round = $"rounds/{turn.Get(id)}", PageSize = PageSize, PageToken = token }, cancellationToken: turn.Ct);
                turn.Print(page, () =>
                {
                    foreach (var read in page.Reads) Turn.Say(Line(read));
                });
                token = page.NextPageToken;
            }
            while (token.Length > 0);
        });
    }

    internal static (string Sub, string Name) Person(string text) => text.Split(':', 2) is [{ Length: > 0 } person, { Length: > 0 } name]
        ? (person, name)
        : throw new CommandFailed($"'{text}' is no subject id and name, such as \"paul-publisher:Paul Pryor\"");

    internal static string Line(PreReleaseAccess access) =>
        $"{access.Name} {access.PersonName} ({access.Person}), {access.WindowFrom} to {access.WindowUntil}, {(access.Open ? "open" : access.RevokedAt.Length > 0 ? $"ended by {access.RevokedBy} at {access.RevokedAt}: {access.RevocationReason}" : "closed")}, "
        + $"read {access.Reads} times; given by {access.GrantedBy} at {access.GrantedAt}: {access.Reason}";

    internal static string Line(PreReleaseRead read) =>
        $"{read.At} {read.Person} read {read.Publication} revision {read.LetterRevision}{(read.FileName.Length > 0 ? $", {read.FileName}, SHA-256 {read.Sha256}" : "")}";
}
