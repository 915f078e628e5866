using System.CommandLine;
using Apa.Protos.Judgements.V1;
using Grpc.Core;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>What is kept of a case: its revisions, the year before, its chains, all of it as one archive.</summary>
static class RecordCommands
{
    const string Moderator = "mona-moderator";
    const string Auditor = "august-auditor";

    /// <summary>The commands that stand in the group of cases.</summary>
    public static IEnumerable<Command> OfACase() => [Revisions(), Revision(), Previous(), Trace(), Export()];

    static Command Revisions()
    {
        var name = Case();
        return Step("revisions", "The revisions of a case as they were sent", Moderator, [name], async turn =>
        {
            var page = await turn.Session.Record(turn.Person).ListRevisionsAsync(new() { Assessment = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var revision in page.Revisions) Turn.Say($"{revision.Name} {(revision.Final ? "final" : "proposed")} {revision.SentAt}");
            });
        });
    }

    static Command Revision()
    {
        var name = Case();
        var number = new Argument<int>("revision") { Description = "From 1" };
        return Step("revision", "One revision as it was sent", Moderator, [name, number], async turn =>
        {
            var revision = await turn.Session.Record(turn.Person).GetRevisionAsync(new() { Name = $"{turn.Case(name).Assessment}/revisions/{turn.Get(number)}" }, cancellationToken: turn.Ct);
            turn.Print(revision, () =>
            {
                Turn.Say($"{revision.Name} {(revision.Final ? "final" : "proposed")} {revision.SentAt}, content {revision.Judgement.ContentRevision}");
                foreach (var grade in revision.Judgement.Grades) Turn.Say($"{grade.Area}: {grade.Grade.Value} {grade.Grade.Word}");
                Turn.Say($"{revision.Judgement.Findings.Count} sections, {revision.Judgement.Items.Count} items, {revision.Judgement.Figures.Count} figures; --json shows all of it");
            });
        });
    }

    static Command Previous()
    {
        var name = Case();
        var xlsx = new Option<FileInfo?>("--xlsx") { Description = "Write it as a workbook into this file" };
        return Step("previous", "The year before beside this one", Moderator, [name, xlsx], async turn =>
        {
            var request = new ComparePreviousYearRequest { Assessment = turn.Case(name).Assessment };
            if (turn.Parsed.GetValue(xlsx) is { } file)
            {
                await BoardCommands.Export(turn, new() { PreviousYear = request }, file);
                return;
            }
            var comparison = await turn.Session.Board(turn.Person).ComparePreviousYearAsync(request, cancellationToken: turn.Ct);
            turn.Print(comparison, () => Show(comparison));
        });
    }

    static void Show(PreviousYear comparison)
    {
        Turn.Say(comparison.Previous.Length == 0 ? "no earlier final case is known" : $"compared with {comparison.Previous}");
        var grades = new Table().AddColumns("Area", "Before", "Now", "Change").Border(TableBorder.Rounded);
        foreach (var area in comparison.Areas) grades.AddRow(Markup.Escape(area.Area), BoardCommands.Text(area.Before), BoardCommands.Text(area.Now), area.Change);
        Terminal.Out.Console.Write(grades);
        if (comparison.Items.Count == 0) return;
        var items = new Table().AddColumns("Left to do", "", "What this year says").Border(TableBorder.Rounded);
        foreach (var item in comparison.Items)
            items.AddRow(Markup.Escape(item.Kind), Markup.Escape(item.Text), item.Open ? "[yellow]nothing yet[/]" : Markup.Escape(string.Join("\n", item.TakenUpBy.Select(s => $"{s.Id}: {s.Text}"))));
        Terminal.Out.Console.Write(items);
    }

    static Command Trace()
    {
        var reference = new Argument<string>("reference") { Description = "e.g. authorities/919/assessments/apa-2006/items/focus-items:1" };
        return Step("trace", "The chain of an item or a statement through the years", Moderator, [reference], async turn =>
        {
            var chain = await turn.Session.Board(turn.Person).TraceItemAsync(new() { Reference = turn.Get(reference) }, cancellationToken: turn.Ct);
            turn.Print(chain, () =>
            {
                foreach (var link in chain.Links)
                {
                    Turn.Say($"{link.Date} {link.Kind}: {link.Text}");
                    Turn.Say($"    {link.Reference}{(link.Source is null ? "" : $" ({link.Source.Document})")}");
                }
            });
        });
    }

    static Command Export()
    {
        var name = Case();
        var to = new Option<FileInfo>("--out") { Description = "ZIP file to write", Required = true };
        return Step("export", "The whole case as one archive", Auditor, [name, to], async turn =>
        {
            using var call = turn.Session.Record(turn.Person).ExportCase(new() { Assessment = turn.Case(name).Assessment }, cancellationToken: turn.Ct);
            var size = await Files.Save(turn.Get(to).FullName, call.ResponseStream.ReadAllAsync(turn.Ct), piece => piece.Data, turn.Ct);
            Turn.Say($"{turn.Get(to).FullName} ({size:N0} bytes)");
        });
    }
}
