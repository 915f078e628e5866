using System.CommandLine;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>The release of a round: looked at, scheduled, and aborted by who is on call.</summary>
static class ReleaseCommands
{
    const string Publisher = "petra-publisher";
    const int PageSize = 50;

    public static Command[] OfARound() => [Schedule(), Preview(), ShowRelease(), OnCall(), Abort(), .. PreReleaseCommands.OfARound(), .. RoundExportCommands.OfARound()];

    static Argument<string> Round() => new("round") { Description = "e.g. apa-2006" };

    static Command Schedule()
    {
        var id = Round();
        return Step("schedule", "Schedule every pending publication of a round, telling of each", Publisher, [id], async turn =>
        {
            using var call = turn.Session.Publication(turn.Person).ScheduleRound(
                new() { RequestId = Requests.New(), Round = $"rounds/{turn.Get(id)}" }, cancellationToken: turn.Ct);
            var refused = new List<ScheduleRoundProgress>();
            var total = 0;
            await foreach (var step in call.ResponseStream.ReadAllAsync(turn.Ct))
            {
                turn.Print(step, () => Turn.Say($"{step.Done} of {step.Total}  {step.Name} {(step.Reason.Length == 0 ? step.State : $"refused: {step.Reason}")}"));
                if (step.Reason.Length > 0) refused.Add(step);
                total = step.Total;
            }
            if (total == 0 && !turn.Json) Turn.Say($"nothing of {turn.Get(id)} is pending");
            if (refused.Count > 0)
                throw new CommandFailed($"{refused.Count} of {total} publications were not scheduled:\n  {string.Join("\n  ", refused.Select(step => $"{step.Name}: {step.Reason}"))}");
        });
    }

    static Command Preview()
    {
        var id = Round();
        var events = new Option<bool>("--events") { Description = "Print the events, too, one CloudEvent a line" };
        return Step("preview-release", "What each audience would see of a round, and what is wrong or odd", Publisher, [id, events], async turn =>
        {
            var (token, members, errors) = ("", 0, 0);
            do
            {
                var page = await turn.Session.Publication(turn.Person).PreviewRoundAsync(
                    new() { Round = $"rounds/{turn.Get(id)}", PageSize = PageSize, PageToken = token }, cancellationToken: turn.Ct);
                turn.Print(page, () =>
                {
                    if (token.Length == 0) Say($"{page.Round}, released {page.ReleaseInstant}", page.Findings);
                    foreach (var member in page.Members) Show(member, turn.Get(events));
                });
                (token, members) = (page.NextPageToken, members + page.Members.Count);
                errors += page.Members.Count(member => member.Findings.Any(finding => finding.Severity == PreviewSeverity.Error));
            }
            while (token.Length > 0);
            if (errors > 0) throw new CommandFailed($"{errors} of {members} members cannot be released");
        });
    }

    static void Show(MemberPreview member, bool events)
    {
        var entry = member.Entry;
        Say($"{entry.Authority.LaCode} {entry.Authority.FormalName}: {(member.Publication.Length > 0 ? member.State : entry.State)}", member.Findings);
        if (member.Audiences.Count == 0) return;
        Turn.Say($"  register: {entry.LetterDate}, {string.Join(", ", entry.Grades.Select(g => $"{g.Area} {g.Grade.Value}"))}; {string.Join(", ", entry.Documents.Select(d => d.FileName))}");
        foreach (var audience in member.Audiences)
        {
            Turn.Say($"  {audience.Audience}: {(audience.Events.Count == 1 ? "1 event" : $"{audience.Events.Count} events")}");
            if (events)
                foreach (var line in audience.Events) Console.WriteLine(line);
        }
    }

    static void Say(string heading, IEnumerable<PreviewFinding> findings)
    {
        Turn.Say(heading);
        foreach (var finding in findings) Turn.Say($"  {(finding.Severity == PreviewSeverity.Error ? "✗" : "!")} {finding.Code}: {finding.Message}");
    }

    static Command ShowRelease()
    {
        var id = Round();
        return Step("release", "Who is on call for a round's release, and how often it was aborted", Publisher, [id], async turn =>
        {
            var release = await turn.Session.Publication(turn.Person).GetReleaseAsync(new() { Round = $"rounds/{turn.Get(id)}" }, cancellationToken: turn.Ct);
            turn.Print(release, () => Show(release));
        });
    }

    static Command OnCall()
    {
        var id = Round();
        var people = new Argument<string[]>("person") { Description = "Subject id and name, e.g. \"paul-publisher:Paul Pryor\"", Arity = ArgumentArity.OneOrMore };
        return Step("on-call", "Name who may abort a round's release, in place of who was named before", Publisher, [id, people], async turn =>
        {
            var release = await turn.Session.Publication(turn.Person).SetOnCallAsync(
                new() { RequestId = Requests.New(), Round = $"rounds/{turn.Get(id)}", People = { turn.Get(people).Select(PreReleaseCommands.Person).Select(person => new Release.Types.OnCall { Person = person.Sub, Name = person.Name }) } }, cancellationToken: turn.Ct);
            turn.Print(release, () => Show(release));
        });
    }

    static Command Abort()
    {
        var id = Round();
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Step("abort", "Take everything that is scheduled of a round back, until its instant; for who is on call (--as)", Publisher, [id, reason], async turn =>
        {
            var release = await turn.Session.Publication(turn.Person).AbortReleaseAsync(
                new() { RequestId = Requests.New(), Round = $"rounds/{turn.Get(id)}", Reason = turn.Get(reason) }, cancellationToken: turn.Ct);
            turn.Print(release, () => Show(release));
        });
    }

    static void Show(Release release)
    {
        Turn.Say($"{release.Round}, released {release.ReleaseInstant}");
        Turn.Say(release.OnCall.Count == 0
            ? "nobody is on call"
            : $"on call: {string.Join(", ", release.OnCall.Select(person => $"{person.Name} ({person.Person})"))}; named by {release.OnCallSetBy} at {release.OnCallSetAt}");
        foreach (var abort in release.Aborts) Turn.Say($"aborted by {abort.By} at {abort.At}, {abort.Publications.Count} taken back: {abort.Reason}");
    }
}
