using System.CommandLine;
using System.Globalization;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Grpc.Core;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>The moderation board: a round seen as a whole.</summary>
static class BoardCommands
{
    const string Moderator = "mona-moderator";
    const string Lead = "ivan-inspector";

    public static void AddTo(RootCommand root) => root.Subcommands.Add(Group("board", "The moderation board of a round",
        Show(), Compare(), Ask(), Answer(), Queries(), Panel(), Panels(), Moderate(), Distribution()));

    static Argument<string> RoundId() => new("round") { Description = "e.g. apa-2006" };

    static Option<FileInfo?> Xlsx() => new("--xlsx") { Description = "Write it as a workbook into this file" };

    /// <summary>Writes a workbook.</summary>
    public static async Task Export(Turn turn, ExportWorkbookRequest request, FileInfo file)
    {
        using var call = turn.Session.Board(turn.Person).ExportWorkbook(request, cancellationToken: turn.Ct);
        var size = await Files.Save(file.FullName, call.ResponseStream.ReadAllAsync(turn.Ct), piece => piece.Data, turn.Ct);
        Turn.Say($"{file.FullName} ({size:N0} bytes)");
    }

    /// <summary>A grade in a cell.</summary>
    public static string Text(Grade? grade) => grade is null ? "–" : $"{grade.Value} {grade.Word}";

    static Command Show()
    {
        var (id, xlsx) = (RoundId(), Xlsx());
        var areas = new Option<string[]>("--area") { Description = "Only this area", DefaultValueFactory = _ => [] };
        var region = new Option<string>("--region") { Description = "Only this region, by code", DefaultValueFactory = _ => "" };
        return Step("show", "A row per authority and area, those furthest from their suggestion first", Moderator, [id, areas, region, xlsx], async turn =>
        {
            var request = new GetModerationBoardRequest { Round = $"rounds/{turn.Get(id)}", Areas = { turn.Get(areas) }, Region = turn.Get(region), PageSize = 1000 };
            if (turn.Parsed.GetValue(xlsx) is { } file)
            {
                await Export(turn, new() { Board = request }, file);
                return;
            }
            var board = await turn.Session.Board(turn.Person).GetModerationBoardAsync(request, cancellationToken: turn.Ct);
            turn.Print(board, () =>
            {
                Terminal.Out.Console.Write(Rows(board.Rows));
                Turn.Say($"{board.Total} rows, {board.Away} away from their suggestion{(board.Rows.Any(row => row.Synthetic) ? "; SYNTHETIC: some of these cases are invented" : "")}");
            });
        });
    }

    static Table Rows(IEnumerable<BoardRow> rows)
    {
        var table = new Table().AddColumns("Authority", "Area", "Suggested", "Decided", "Δ", "Last year", "England +/=/–", "Neighbours +/=/–", "Open", "Near it", "Reason").Border(TableBorder.Rounded);
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape($"{row.Authority.LaCode} {row.Authority.Name} ({row.State})"), Markup.Escape(row.Area), Text(row.Suggested), Text(row.Decided),
                row.Suggested is null || row.Decided is null ? "" : row.Distance.ToString("+0;-0;0", CultureInfo.InvariantCulture), Text(row.Previous),
                Lights(row, lights => lights.England), Lights(row, lights => lights.Neighbours),
                $"{row.OpenWarnings} w, {row.OpenQueries} q", Markup.Escape(string.Join(", ", row.Neighbours.Select(near => $"{near.Name} {near.Grade?.Value.ToString(CultureInfo.InvariantCulture) ?? "–"}"))), Markup.Escape(row.Reason));
        return table;
    }

    static string Lights(BoardRow row, Func<OutcomeLights, LightCount> of) =>
        $"{row.Lights.Sum(l => of(l).Better)}/{row.Lights.Sum(l => of(l).InLine)}/{row.Lights.Sum(l => of(l).Worse)} ({row.Lights.Sum(l => of(l).NotAvailable)} n/a)";

    static Command Compare()
    {
        var names = new Argument<string[]>("cases") { Description = "Two to four cases, e.g. 919/apa-2006 820/apa-2006", Arity = new(2, 4) };
        var xlsx = Xlsx();
        return Step("compare", "Up to four cases side by side", Moderator, [names, xlsx], async turn =>
        {
            var request = new CompareCasesRequest { Assessments = { turn.Get(names).Select(name => CaseName.Parse(name).Assessment) } };
            if (turn.Parsed.GetValue(xlsx) is { } file)
            {
                await Export(turn, new() { Cases = request }, file);
                return;
            }
            var answer = await turn.Session.Board(turn.Person).CompareCasesAsync(request, cancellationToken: turn.Ct);
            turn.Print(answer, () => Terminal.Out.Console.Write(Columns(answer)));
        });
    }

    static Table Columns(CompareCasesResponse answer)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var column in answer.Cases) table.AddColumn(Markup.Escape($"{column.Assessment.Authority.LaCode} {column.Assessment.Authority.Name}"));
        table.AddRow(["State", .. answer.Cases.Select(column => $"{column.Assessment.State}")]);
        foreach (var (row, i) in answer.Cases[0].Rows.Select((row, i) => (row, i)))
            table.AddRow([Markup.Escape(row.Area), .. answer.Cases.Select(column => Markup.Escape($"{Text(column.Rows[i].Decided)} (suggested {Text(column.Rows[i].Suggested)}, last year {Text(column.Rows[i].Previous)})"))]);
        foreach (var section in answer.Cases.SelectMany(column => column.Findings.Select(finding => finding.Section)).Distinct())
            table.AddRow([Markup.Escape(section), .. answer.Cases.Select(column => Markup.Escape(Beginning(column.Findings.FirstOrDefault(finding => finding.Section == section)?.Markdown)))]);
        return table;
    }

    static string Beginning(string? text) => text is null ? "–" : text.Length <= 160 ? text : text[..160] + "…";

    static Command Ask()
    {
        var name = Case();
        var question = new Argument<string>("question") { Description = "What the board wants to know" };
        var area = new Option<string>("--area") { Description = "Area it is about; left out: the case", DefaultValueFactory = _ => "" };
        return Step("ask", "Ask the team of a case; the case stays where it is", Moderator, [name, question, area], async turn =>
        {
            var query = await turn.Session.Board(turn.Person).AskInspectorAsync(
                new() { RequestId = Requests.New(), Assessment = turn.Case(name).Assessment, Area = turn.Get(area), Question = turn.Get(question) }, cancellationToken: turn.Ct);
            turn.Print(query, () => Turn.Say(query.Name));
        });
    }

    static Command Answer()
    {
        var name = Case();
        var number = new Argument<int>("query") { Description = "Number of the query" };
        var answer = new Argument<string>("answer") { Description = "The team's answer" };
        return Step("answer", "Answer a query of the board", Lead, [name, number, answer], async turn =>
        {
            var query = await turn.Session.Board(turn.Person).AnswerQueryAsync(
                new() { RequestId = Requests.New(), Name = $"{turn.Case(name).Assessment}/queries/{turn.Get(number)}", Answer = turn.Get(answer) }, cancellationToken: turn.Ct);
            turn.Print(query, () => Turn.Say($"{query.Name} answered"));
        });
    }

    static Command Queries()
    {
        var name = Case();
        return Step("queries", "The board's queries about a case", Moderator, [name], async turn =>
        {
            var page = await turn.Session.Board(turn.Person).ListQueriesAsync(new() { Assessment = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var query in page.Queries) Turn.Say($"{query.Name} {query.AskedBy}: {query.Question} → {(query.Answer.Length == 0 ? "open" : $"{query.AnsweredBy}: {query.Answer}")}");
            });
        });
    }

    static Command Panel()
    {
        var id = RoundId();
        var text = new Argument<string>("decision") { Description = "What was decided, and why" };
        var date = new Option<string>("--date") { Description = "The day the panel met, yyyy-MM-dd", Required = true };
        var people = new Option<string[]>("--person") { Description = "Who sat on it", Required = true };
        var names = new Option<string[]>("--case") { Description = "A case it is about, e.g. 919/apa-2006", DefaultValueFactory = _ => [] };
        return Step("panel", "Record what a panel decided; it changes no case", Moderator, [id, text, date, people, names], async turn =>
        {
            var recorded = await turn.Session.Board(turn.Person).RecordPanelDecisionAsync(new()
            {
                RequestId = Requests.New(),
                Round = $"rounds/{turn.Get(id)}",
                Decision = new() { Date = turn.Get(date), Decision = turn.Get(text), Panel = { turn.Get(people) }, Assessments = { turn.Get(names).Select(name => CaseName.Parse(name).Assessment) } },
            }, cancellationToken: turn.Ct);
            turn.Print(recorded, () => Turn.Say(recorded.Name));
        });
    }

    static Command Panels()
    {
        var id = RoundId();
        return Step("panels", "What panels decided in a round", Moderator, [id], async turn =>
        {
            var page = await turn.Session.Board(turn.Person).ListPanelDecisionsAsync(new() { Round = $"rounds/{turn.Get(id)}", PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var decision in page.Decisions) Turn.Say($"{decision.Date} {string.Join(", ", decision.Panel)}: {decision.Decision} ({decision.Assessments.Count} cases)");
            });
        });
    }

    static Command Moderate()
    {
        var names = new Argument<string[]>("cases") { Description = "Cases, e.g. 919/apa-2006", Arity = ArgumentArity.OneOrMore };
        var note = new Option<string>("--note") { Description = "Note for the record of each", DefaultValueFactory = _ => "" };
        return Step("moderate", "Moderate many submitted cases, with a record each", Moderator, [names, note], async turn =>
        {
            var judgement = turn.Session.Judgement(turn.Person);
            var request = new ModerateAssessmentsRequest { RequestId = Requests.New(), Note = turn.Get(note) };
            foreach (var name in turn.Get(names).Select(CaseName.Parse))
                request.Moderations.Add(new ModerateAssessmentsRequest.Types.Moderation
                {
                    Name = name.Assessment,
                    Etag = (await judgement.GetAssessmentAsync(new() { Name = name.Assessment }, cancellationToken: turn.Ct)).Etag,
                });
            using var call = turn.Session.Board(turn.Person).ModerateAssessments(request, cancellationToken: turn.Ct);
            await foreach (var step in call.ResponseStream.ReadAllAsync(turn.Ct))
                turn.Print(step, () => Turn.Say($"{step.Done} of {step.Total}  {step.Name} {CaseCommands.Outcome(step.Result, step.Reason)}"));
        });
    }

    static Command Distribution()
    {
        var (id, xlsx) = (RoundId(), Xlsx());
        var by = new Option<string>("--by") { Description = "Over the round, by region, or by kind of authority", DefaultValueFactory = _ => "round" };
        by.AcceptOnlyFromAmong("round", "region", "type");
        var final = new Option<bool>("--final") { Description = "Only FINAL cases" };
        return Step("distribution", "Shares of grades per area", Moderator, [id, by, final, xlsx], async turn =>
        {
            var request = new GetDistributionRequest
            {
                Round = $"rounds/{turn.Get(id)}",
                By = turn.Get(by) switch { "region" => DistributionBy.Region, "type" => DistributionBy.AuthorityType, _ => DistributionBy.Unspecified },
                FinalOnly = turn.Get(final),
            };
            if (turn.Parsed.GetValue(xlsx) is { } file)
            {
                await Export(turn, new() { Distribution = request }, file);
                return;
            }
            var distribution = await turn.Session.Board(turn.Person).GetDistributionAsync(request, cancellationToken: turn.Ct);
            turn.Print(distribution, () =>
            {
                var table = new Table().AddColumns("Group", "Area", "Cases", "Grades").Border(TableBorder.Rounded);
                foreach (var group in distribution.Groups)
                    table.AddRow(Markup.Escape(group.Group.Length == 0 ? "all" : group.Group), Markup.Escape(group.Area), $"{group.Cases}",
                        Markup.Escape(string.Join("  ", group.Shares.Select(share => $"{share.Grade.Word} {share.Cases}{(share.Percent.Length == 0 ? "" : $" ({share.Percent} %)")}"))));
                Terminal.Out.Console.Write(table);
                if (distribution.Synthetic) Turn.Say("SYNTHETIC: some of these cases are invented");
            });
        });
    }
}
