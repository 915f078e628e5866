using System.CommandLine;
using System.Globalization;
using Apa.Protos.Operations.V1;
using Spectre.Console;
using static Apa.Cli.Patience;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>How the services stand, what they could not handle, and what brings it on again.</summary>
static class OperationsCommands
{
    const string Auditor = "august-auditor";
    const string ErrorSuffix = "_error";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Health());
        root.Subcommands.Add(Failed());
        root.Subcommands.Add(Redrive());
        root.Subcommands.Add(Sent());
        root.Subcommands.Add(Resend());
    }

    static Argument<string> Queue() => new("queue") { Description = "The service's queue, e.g. letter; letter_error is the same" };

    static string ServiceOf(string queue) => queue.EndsWith(ErrorSuffix, StringComparison.Ordinal) ? queue[..^ErrorSuffix.Length] : queue;

    static Command Health() => Step("health", "How every service stands: readiness, outbox, what waits, what failed", Auditor, [], async turn =>
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("service", "version", "unsent", "since", "waiting", "for", "failed", "not healthy");
        foreach (var service in turn.Session.Services)
        {
            var status = await turn.Session.Operations(service, turn.Person).GetStatusAsync(new(), cancellationToken: turn.Ct);
            if (turn.Json) turn.Print(status, () => { });
            table.AddRow([.. Row(status).Select(Markup.Escape)]);
        }
        if (!turn.Json) AnsiConsole.Write(table);
    });

    static IEnumerable<string> Row(GetStatusResponse status) =>
    [
        status.Service, status.Version.Split('+')[0],
        Count(status.Outbox?.Depth), status.Outbox?.OldestUnsentAt ?? "",
        Count(status.Inbox?.Waiting), status.Inbox?.WaitsFor ?? "",
        status.ErrorQueue is null ? "-" : Count(status.ErrorQueue.Depth),
        string.Join("; ", status.Checks.Where(check => check.Health != Protos.Operations.V1.Health.Healthy).Select(check => $"{check.Name}: {check.Why}")),
    ];

    static string Count(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "?";

    static Command Failed()
    {
        var queue = Queue();
        return Step("failed", "What a service could not handle, and why; ./apa redrive gives it back", Auditor, [queue], async turn =>
        {
            var page = await turn.Session.Operations(ServiceOf(turn.Get(queue)), turn.Person).ListFailedMessagesAsync(new() { PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var message in page.Messages)
                    Turn.Say($"{message.Id} {message.Type} of {message.Subject} revision {message.Revision}, given up {message.FailedAt} after {message.Tries} tries: {message.Reason}");
                if (page.Messages.Count == 0) Turn.Say("nothing has failed");
            });
        });
    }

    static Command Redrive()
    {
        var queue = Queue();
        var ids = new Option<string[]>("--id") { Description = "Only this message, as ./apa failed shows it; may be repeated", AllowMultipleArgumentsPerToken = true };
        return Step("redrive", "Give back to a service what it could not handle, once the fault is mended", Auditor, [queue, ids], async turn =>
        {
            var request = new RedriveMessagesRequest { RequestId = Requests.New(), Ids = { turn.Get(ids) ?? [] } };
            var operations = turn.Session.Operations(ServiceOf(turn.Get(queue)), turn.Person);
            var reply = await Ask(() => operations.RedriveMessagesAsync(request, cancellationToken: turn.Ct), turn.Ct);
            turn.Print(reply, () => Turn.Say($"{reply.Redriven} given back; ./apa failed {ServiceOf(turn.Get(queue))} shows what failed again"));
        });
    }

    static Command Sent()
    {
        var service = new Argument<string>("service") { Description = "E.g. judgement" };
        return Step("sent", "The newest events that a service has told", Auditor, [service], async turn =>
        {
            var page = await turn.Session.Operations(turn.Get(service), turn.Person).ListRecentEventsAsync(new(), cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var e in page.Events)
                    Turn.Say($"{e.Position} {e.Type} of {e.Subject} revision {e.Revision}{(e.Audience.Length > 0 ? $" for {e.Audience}" : "")}, {(e.SentAt.Length > 0 ? $"sent {e.SentAt}" : "not sent yet")}");
            });
        });
    }

    static Command Resend()
    {
        var service = new Argument<string>("service") { Description = "Whose events are sent again, e.g. judgement" };
        var after = new Option<long>("--after") { Description = "Events after this position; 0: all" };
        return Step("resend", "Send a service's events again, for another that was restored from a backup", Auditor, [service, after], async turn =>
        {
            var request = new ReplayEventsRequest { RequestId = Requests.New(), AfterPosition = turn.Get(after) };
            var operations = turn.Session.Operations(turn.Get(service), turn.Person);
            var reply = await Ask(() => operations.ReplayEventsAsync(request, cancellationToken: turn.Ct), turn.Ct);
            turn.Print(reply, () => Turn.Say($"{reply.Events} events are sent again; who has handled one passes it over"));
        });
    }
}
