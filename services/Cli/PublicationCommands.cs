using System.CommandLine;
using Apa.Protos.Publications.V1;
using Grpc.Core;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Publication, the public register and the events.</summary>
static class PublicationCommands
{
    const string Publisher = "petra-publisher";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("publication", "Publications", ShowPublication(), ListPublications(), Hold(), Unhold(), Withdraw(), Retry()));
        root.Subcommands.Add(Publish());
        root.Subcommands.Add(ShowRegister());
        root.Subcommands.Add(Events());
    }

    static async Task<Publication> Find(Turn turn, CaseName name) =>
        await turn.Session.Publication(turn.Person).GetPublicationAsync(new() { Name = name.Publication }, cancellationToken: turn.Ct);

    static void Show(Turn turn, Publication publication)
    {
        Turn.Say($"{publication.Name} revision {publication.Revision}: {publication.State}, letter revision {publication.LetterRevision} dated {publication.LetterDate}");
        Turn.Say($"release {publication.ReleaseInstant}{(publication.PublishedAt.Length > 0 ? $", published {publication.PublishedAt}{(publication.PublishedLate ? " (its instant was past)" : "")}" : "")}");
        if (publication.HoldReason.Length > 0) Turn.Say($"held: {publication.HoldReason}");
        if (publication.LateRelease == LateRelease.KeepDate) Turn.Say($"released after {publication.LetterDate}, which it keeps by choice");
        if (publication.CorrectionReason.Length > 0) Turn.Say($"corrects the published one: {publication.CorrectionReason}");
        if (publication.WithdrawalReason.Length > 0) Turn.Say($"withdrawn {publication.WithdrawnAt}: {publication.WithdrawalReason}");
        if (publication.Failure is { } failure) Turn.Say($"failed to {(failure.Stage == PublicationStage.Pull ? "pull its documents" : "be published")} at {failure.FailedAt}: {failure.Reason}");
        if (publication.WaitingFor.Length > 0) Turn.Say($"waiting for {publication.WaitingFor}");
        foreach (var document in publication.Documents) Turn.Say($"{document.FileName} {document.Size} bytes, SHA-256 {document.Sha256}");
    }

    static Command ShowPublication()
    {
        var name = Case();
        return Step("show", "Where a publication stands", Publisher, [name], async turn =>
        {
            var publication = await Find(turn, turn.Case(name));
            turn.Print(publication, () => Show(turn, publication));
        });
    }

    static Command ListPublications()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("list", "The publications of a round", Publisher, [id], async turn =>
        {
            var page = await turn.Session.Publication(turn.Person).ListPublicationsAsync(
                new() { Round = $"rounds/{turn.Get(id)}", PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var publication in page.Publications) Turn.Say($"{publication.Authority.LaCode} {publication.Authority.Name}: {publication.State}");
            });
        });
    }

    static Command Publish()
    {
        var correction = new Option<string>("--correction-reason") { Description = "Why it replaces a published letter, where it does", DefaultValueFactory = _ => "" };
        return Verb("publish", "Schedule for the round's instant; a past one publishes at once", [correction], (turn, client, found) =>
            client.SchedulePublicationAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, CorrectionReason = turn.Get(correction) }, cancellationToken: turn.Ct));
    }

    static Command Hold()
    {
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Verb("hold", "Keep a publication back", [reason], (turn, client, found) =>
            client.HoldPublicationAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, Reason = turn.Get(reason) }, cancellationToken: turn.Ct));
    }

    static Command Unhold()
    {
        var date = new Option<string>("--date") { Description = "After the date that it prints: keep it, or reissue (wait for a letter with a later one)", DefaultValueFactory = _ => "" };
        date.AcceptOnlyFromAmong("", "keep", "reissue");
        return Verb("unhold", "Let a held publication go on", [date], (turn, client, found) => client.UnholdPublicationAsync(
            new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, LateRelease = Choice(turn.Get(date)) }, cancellationToken: turn.Ct));
    }

    static LateRelease Choice(string date) => date switch
    {
        "keep" => LateRelease.KeepDate,
        "reissue" => LateRelease.Reissue,
        _ => LateRelease.Unspecified,
    };

    static Command Withdraw()
    {
        var reason = new Option<string>("--reason") { Description = "Why; everyone who had it is told, and the register says so", Required = true };
        return Verb("withdraw", "Take a published letter back", [reason], (turn, client, found) =>
            client.WithdrawPublicationAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, Reason = turn.Get(reason) }, cancellationToken: turn.Ct));
    }

    static Command Retry() => Verb("retry", "Try again what failed", [], (turn, client, found) =>
        client.RetryPublicationAsync(new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag }, cancellationToken: turn.Ct));

    static Command ShowRegister()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("register", "The public register of a round, as the public sees it", "", [id], async turn =>
        {
            var register = await turn.Session.Publication(null).GetRegisterAsync(new() { Round = $"rounds/{turn.Get(id)}" }, cancellationToken: turn.Ct);
            turn.Print(register, () => Show(turn, register));
        });
    }

    static void Show(Turn turn, Register register)
    {
        var table = new Table().Title(Markup.Escape(register.Title)).AddColumns("LA", "Authority", "State", "Grades", "Published");
        foreach (var entry in register.Entries)
            table.AddRow(entry.Authority.LaCode, Markup.Escape(entry.Authority.FormalName), entry.State.ToString(),
                Markup.Escape(string.Join(", ", entry.Grades.Select(g => $"{g.Area} {g.Grade.Value}"))), entry.PublishedAt);
        Terminal.Out.Console.Write(table);
        Turn.Say(register.Coverage);
    }

    static Command Events()
    {
        var after = new Option<string>("--after") { Description = "Position to go on after", DefaultValueFactory = _ => "0" };
        var audience = new Option<string>("--audience") { Description = "Consumer whose token is used, e.g. audit-commission; none: the public", DefaultValueFactory = _ => "" };
        return Step("events", "Published events after a position, one CloudEvent a line", "", [after, audience], async turn =>
        {
            var client = turn.Session.Publication(turn.Get(audience) is { Length: > 0 } consumer ? consumer : null);
            var position = turn.Get(after);
            bool more;
            do
            {
                var page = await client.ListPublicationEventsAsync(new() { After = position, PageSize = 1000 }, cancellationToken: turn.Ct);
                foreach (var line in page.Events) Console.WriteLine(line);
                (position, more) = (page.Next, page.More);
            }
            while (more);
        });
    }

    static Command Verb(string verb, string description, IReadOnlyList<Symbol> options,
        Func<Turn, PublicationService.PublicationServiceClient, Publication, AsyncUnaryCall<Publication>> act)
    {
        var name = Case();
        return Step(verb, description, Publisher, [name, .. options], async turn =>
        {
            var after = await act(turn, turn.Session.Publication(turn.Person), await Find(turn, turn.Case(name)));
            turn.Print(after, () => Show(turn, after));
        });
    }
}
