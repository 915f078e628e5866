using System.CommandLine;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Rounds and cases: evidence, findings, grades, moderation.</summary>
static partial class CaseCommands
{
    const string Administrator = "alex-administrator";
    const string Lead = "ivan-inspector";
    const string Moderator = "mona-moderator";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("round", "Rounds of assessments", [OpenRound(), ShowRound(), PutMembers(), OpenCases(), .. ReleaseCommands.OfARound()]));
        root.Subcommands.Add(Group("case", "The case of an authority in a round", [OpenCase(), ShowCase(), ListCases(), History(), ChangeTeam(), .. RecordCommands.OfACase()]));
        root.Subcommands.Add(Group("evidence", "Statements of evidence", AddEvidence(), ListEvidence(), RemoveEvidence()));
        root.Subcommands.Add(Group("findings", "Findings and lists as one Markdown file", GetFindings(), PutFindings()));
        root.Subcommands.Add(Suggest());
        root.Subcommands.Add(Grade());
        root.Subcommands.Add(Designate());
        root.Subcommands.Add(ShowChecklist());
        root.Subcommands.Add(Waive());
        root.Subcommands.Add(Submit());
        root.Subcommands.Add(Return());
        root.Subcommands.Add(Moderate());
        root.Subcommands.Add(Finalise());
        root.Subcommands.Add(Reopen());
    }

    /// <summary>A grade of an area by its value, as the framework spells it.</summary>
    public static Grade GradeOf(Framework framework, string area, int value)
    {
        var known = framework.Areas.FirstOrDefault(a => a.Id == area)
            ?? throw new CommandFailed($"no area '{area}'; this framework has {string.Join(", ", framework.Areas.Select(a => a.Id))}");
        var scale = framework.Scales.First(s => s.Id == known.Scale);
        var grade = scale.Grades.FirstOrDefault(g => g.Value == value)
            ?? throw new CommandFailed($"{value} is not on the scale {scale.Id}: {string.Join(", ", scale.Grades.Select(g => $"{g.Value} {g.Word}"))}");
        return new() { Scale = scale.Id, Value = grade.Value, Word = grade.Word };
    }

    static async Task<Framework> FrameworkOf(Turn turn, CaseName name)
    {
        var judgement = turn.Session.Judgement(turn.Person);
        var round = await judgement.GetRoundAsync(new() { Name = name.RoundName }, cancellationToken: turn.Ct);
        return await judgement.GetFrameworkAsync(
            new() { Name = $"frameworks/{round.Framework.Id}/versions/{round.Framework.Version}" }, cancellationToken: turn.Ct);
    }

    static async Task<Assessment> Find(Turn turn, CaseName name) =>
        await turn.Session.Judgement(turn.Person).GetAssessmentAsync(new() { Name = name.Assessment }, cancellationToken: turn.Ct);

    static Command OpenRound()
    {
        var file = File("Round as proto3 JSON, as seeds/hertfordshire-2006/round.json");
        return Step("open", "Open a round with its members", Administrator, [file], async turn =>
        {
            var round = await turn.Session.Judgement(turn.Person).OpenRoundAsync(
                new() { RequestId = Requests.New(), Round = Seed.Message<Round>(turn.Get(file).FullName) }, cancellationToken: turn.Ct);
            turn.Print(round, () => Turn.Say($"{round.Name} opened with {round.Members.Count} members"));
        });
    }

    static Command ShowRound()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("show", "A round", Lead, [id], async turn =>
        {
            var round = await turn.Session.Judgement(turn.Person).GetRoundAsync(new() { Name = $"rounds/{turn.Get(id)}" }, cancellationToken: turn.Ct);
            turn.Print(round, () =>
            {
                Turn.Say($"{round.Title}: letters of {round.LetterDate}, released {round.ReleaseInstant} ({round.TimeZone})");
                Turn.Say($"{round.Coverage.Assessed} of {round.Coverage.Authorities} authorities assessed. {round.Coverage.Note}");
                foreach (var member in round.Members) Turn.Say($"{member.Authority.LaCode} {member.Authority.FormalName}: {member.State} {member.Reason}");
            });
        });
    }

    static Command OpenCase()
    {
        var name = Case();
        var dataset = new Option<string>("--dataset") { Description = "Dataset version", DefaultValueFactory = _ => "datasets/apa-2006/versions/1" };
        var lead = new Option<string>("--lead") { Description = "Lead inspector", DefaultValueFactory = _ => Lead };
        var members = new Option<string[]>("--member") { Description = "Member and body, e.g. ines-inspector:csci" };
        var moderator = new Option<string>("--moderator") { Description = "Moderator", DefaultValueFactory = _ => Moderator };
        return Step("open", "Open the case of a member of the round", Lead, [name, dataset, lead, members, moderator], async turn =>
        {
            var about = turn.Case(name);
            var team = TeamOf(turn.Get(lead), turn.Get(members), turn.Get(moderator));
            var opened = await turn.Session.Judgement(turn.Person).OpenAssessmentAsync(
                new() { RequestId = Requests.New(), Round = about.RoundName, LaCode = about.LaCode, DatasetVersion = turn.Get(dataset), Team = team },
                cancellationToken: turn.Ct);
            turn.Print(opened, () => Turn.Say($"{opened.Name} {opened.State}"));
        });
    }

    static Command ShowCase()
    {
        var name = Case();
        return Step("show", "Where a case stands", Lead, [name], async turn =>
        {
            var found = await Find(turn, turn.Case(name));
            turn.Print(found, () => Show(turn, found));
        });
    }

    static void Show(Turn turn, Assessment found)
    {
        Turn.Say($"{found.Name}: {found.State}, revision {found.Revision}{(found.Stale ? ", a newer dataset version was released" : "")}");
        if (found.WaitingFor.Length > 0) Turn.Say($"waiting for {found.WaitingFor}");
        Turn.Say($"lead {found.Team.Lead}; {string.Join(", ", found.Team.Members.Select(m => $"{m.Person} ({m.Body})"))}; moderator {found.Team.Moderator}");
        Turn.Say($"{found.Statements} statements on {found.DatasetVersion}");
        foreach (var grade in found.Grades)
            Turn.Say($"{grade.Grade.Area}: {grade.Grade.Grade.Value} {grade.Grade.Grade.Word}, suggested {grade.Suggested?.Value.ToString() ?? "by no rule"}{(grade.Reason.Length > 0 ? $": {grade.Reason}" : "")}");
        foreach (var decided in found.Designations)
            Turn.Say($"{decided.Designation.Kind} of {decided.Designation.Scope}: {decided.Designation.Status}");
    }

    static Command ListCases()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        return Step("list", "The cases of a round", Lead, [id], async turn =>
        {
            var page = await turn.Session.Judgement(turn.Person).ListAssessmentsAsync(
                new() { Round = $"rounds/{turn.Get(id)}", PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var found in page.Assessments) Turn.Say($"{found.Authority.LaCode} {found.Authority.Name}: {found.State}");
            });
        });
    }

    static Command History()
    {
        var name = Case();
        return Step("history", "Who did what, when and why", Lead, [name], async turn =>
        {
            var page = await turn.Session.Judgement(turn.Person).ListHistoryAsync(
                new() { Name = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var entry in page.Entries) Turn.Say($"{entry.At} {entry.Person} {entry.Verb}{(entry.What.Length > 0 ? $" {entry.What}" : "")} → {entry.State}{(entry.Reason.Length > 0 ? $": {entry.Reason}" : "")}");
            });
        });
    }

    static Command AddEvidence()
    {
        var (name, file) = (Case(), File("PutStatementsRequest as proto3 JSON, as seeds/hertfordshire-2006/statements.json"));
        return Step("add", "Add statements from a file", Lead, [name, file], async turn =>
        {
            var request = Seed.Message<PutStatementsRequest>(turn.Get(file).FullName);
            request.Assessment = turn.Case(name).Assessment;
            request.RequestId = Requests.New();
            var answer = await turn.Session.Judgement(turn.Person).PutStatementsAsync(request, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.Added} new, {answer.Changed} changed, {answer.Unchanged} the same"));
        });
    }

    static Command ListEvidence()
    {
        var name = Case();
        var outcome = new Option<string>("--outcome") { Description = "Only this outcome", DefaultValueFactory = _ => "" };
        return Step("list", "The statements of a case", Lead, [name, outcome], async turn =>
        {
            var page = await turn.Session.Judgement(turn.Person).ListStatementsAsync(
                new() { Assessment = turn.Case(name).Assessment, PageSize = 1000, Outcome = turn.Get(outcome) }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var statement in page.Statements) Turn.Say($"{statement.Id} [{statement.Outcome} {statement.KeyJudgement}] {statement.Text} ({statement.Source.Locator})");
            });
        });
    }

    static Command GetFindings()
    {
        var name = Case();
        var to = new Option<FileInfo>("--out") { Description = "File to write; else the terminal" };
        return Step("get", "Write findings and lists out as one Markdown file", Lead, [name, to], async turn =>
        {
            var about = turn.Case(name);
            var findings = await turn.Session.Judgement(turn.Person).GetFindingsAsync(new() { Assessment = about.Assessment }, cancellationToken: turn.Ct);
            var text = FindingsFile.Write(findings, await FrameworkOf(turn, about));
            if (turn.Get(to) is { } file) await System.IO.File.WriteAllTextAsync(file.FullName, text, turn.Ct);
            else turn.Print(findings, () => Console.Write(text));
        });
    }

    static Command PutFindings()
    {
        var (name, file) = (Case(), File("Markdown file as 'findings get' writes it"));
        return Step("put", "Read findings and lists from one Markdown file", Lead, [name, file], async turn =>
        {
            var about = turn.Case(name);
            var judgement = turn.Session.Judgement(turn.Person);
            var text = await System.IO.File.ReadAllTextAsync(turn.Get(file).FullName, turn.Ct);
            var read = FindingsFile.Parse(text, await FrameworkOf(turn, about));
            var answer = await judgement.PutFindingsAsync(
                new() { RequestId = Requests.New(), Assessment = about.Assessment, Findings = { read.Findings } }, cancellationToken: turn.Ct);
            foreach (var (list, items) in read.Lists)
                answer = await judgement.PutListItemsAsync(
                    new() { RequestId = Requests.New(), Assessment = about.Assessment, List = list, Items = { items }, Etag = read.ListEtags[list] }, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.Findings_.Count} sections, {answer.Items.Count} items"));
        });
    }

    static Command Suggest()
    {
        var name = Case();
        return Step("suggest", "What the framework's rules suggest, and why", Lead, [name], async turn =>
        {
            var answer = await turn.Session.Judgement(turn.Person).SuggestGradesAsync(new() { Assessment = turn.Case(name).Assessment }, cancellationToken: turn.Ct);
            turn.Print(answer, () =>
            {
                foreach (var s in answer.Suggestions)
                {
                    Turn.Say($"{s.Area}: {s.Grade?.Value.ToString() ?? "-"}  {s.Explanation}{(s.Provenance is null ? "" : $" [rule {s.Rule}, {s.Provenance.Verification.ToString().ToLowerInvariant()}: {s.Provenance.Source}]")}");
                    if (s.Inputs.Count > 0) Turn.Say($"    fed by {string.Join(", ", s.Inputs)}");
                    if (s.OneUp is not null) Turn.Say($"    up: {s.OneUp.Explanation}");
                    if (s.OneDown is not null) Turn.Say($"    down: {s.OneDown.Explanation}");
                }
                foreach (var s in answer.Designations) Turn.Say($"{s.Kind} of {s.Scope}: {s.Status}  {s.Explanation}");
            });
        });
    }

    static Command Grade()
    {
        var name = Case();
        var grades = new Argument<string[]>("grades") { Description = "area=value, e.g. childrens-services=3", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why it differs from the suggestion", DefaultValueFactory = _ => "" };
        return Step("grade", "Decide grades", Lead, [name, grades, reason], async turn =>
        {
            var about = turn.Case(name);
            var framework = await FrameworkOf(turn, about);
            var request = new DecideGradesRequest { RequestId = Requests.New(), Assessment = about.Assessment, Etag = (await Find(turn, about)).Etag };
            foreach (var grade in turn.Get(grades))
                request.Decisions.Add(grade.Split('=') is [var area, var value] && int.TryParse(value, out var number)
                    ? new DecideGradesRequest.Types.Decision { Grade = new() { Area = area, Grade = GradeOf(framework, area, number) }, Reason = turn.Get(reason) }
                    : throw new CommandFailed($"'{grade}' is no grade: write area=value"));
            var decided = await turn.Session.Judgement(turn.Person).DecideGradesAsync(request, cancellationToken: turn.Ct);
            turn.Print(decided, () => Show(turn, decided));
        });
    }

    static Command Designate()
    {
        var name = Case();
        var kind = new Argument<string>("designation") { Description = "kind:scope, e.g. coasting:social-care" };
        var status = new Argument<string>("status") { Description = "raised | removed | not-determinable" };
        status.AcceptOnlyFromAmong("raised", "removed", "not-determinable");
        var cause = new Option<string>("--cause") { Description = "What it follows from", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, where it differs from the rule", DefaultValueFactory = _ => "" };
        return Step("designate", "Decide a designation", Lead, [name, kind, status, cause, reason], async turn =>
        {
            var about = turn.Case(name);
            if (turn.Get(kind).Split(':') is not [var id, var scope]) throw new CommandFailed("write the designation as kind:scope");
            var decided = await turn.Session.Judgement(turn.Person).DecideDesignationAsync(new()
            {
                RequestId = Requests.New(),
                Assessment = about.Assessment,
                Etag = (await Find(turn, about)).Etag,
                Designation = new()
                {
                    Kind = id,
                    Scope = scope,
                    Cause = turn.Get(cause),
                    Status = turn.Get(status) switch
                    {
                        "raised" => DesignationStatus.Raised,
                        "removed" => DesignationStatus.Removed,
                        _ => DesignationStatus.NotDeterminable,
                    },
                },
                Reason = turn.Get(reason),
            }, cancellationToken: turn.Ct);
            turn.Print(decided, () => Show(turn, decided));
        });
    }

    static Command ShowChecklist()
    {
        var name = Case();
        return Step("checklist", "What a case still lacks", Lead, [name], async turn =>
        {
            var checklist = await turn.Session.Judgement(turn.Person).CheckAssessmentAsync(new() { Assessment = turn.Case(name).Assessment }, cancellationToken: turn.Ct);
            turn.Print(checklist, () => Show(checklist));
        });
    }

    static void Show(Checklist checklist)
    {
        var table = new Table().AddColumns("Entry", "", "What", "Answer");
        foreach (var entry in checklist.Entries)
            table.AddRow(Markup.Escape(entry.Id), entry.Severity.ToString(), Markup.Escape(entry.Message), Markup.Escape(entry.Waived));
        Terminal.Out.Console.Write(table);
        Terminal.Out.Say($"{checklist.Open} open");
    }

    static Command Waive()
    {
        var name = Case();
        var entries = new Argument<string[]>("entries") { Description = "Ids of warnings, as 'checklist' shows them", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why they may stand", Required = true };
        return Step("waive", "Answer warnings of the checklist", Lead, [name, entries, reason], async turn =>
        {
            var request = new WaiveWarningsRequest { RequestId = Requests.New(), Assessment = turn.Case(name).Assessment };
            request.Waivers.Add(turn.Get(entries).Select(e => new WaiveWarningsRequest.Types.Waiver { Entry = e, Reason = turn.Get(reason) }));
            var checklist = await turn.Session.Judgement(turn.Person).WaiveWarningsAsync(request, cancellationToken: turn.Ct);
            turn.Print(checklist, () => Turn.Say($"{checklist.Open} open"));
        });
    }

    static Command Submit() => Verb("submit", "Hand the case to moderation", Lead, [], (turn, judgement, found) =>
        judgement.SubmitAssessmentAsync(new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag }, cancellationToken: turn.Ct));

    static Command Return()
    {
        var reasons = new Option<string[]>("--reason") { Description = "What is to be done; may be given more than once", Required = true };
        return Verb("return", "Send the case back to its team", Moderator, [reasons], (turn, judgement, found) =>
            judgement.ReturnAssessmentAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, Reasons = { turn.Get(reasons) } }, cancellationToken: turn.Ct));
    }

    static Command Moderate()
    {
        var note = new Option<string>("--note") { Description = "For the record", DefaultValueFactory = _ => "" };
        return Verb("moderate", "Pass the case: its letter is drafted", Moderator, [note], (turn, judgement, found) =>
            judgement.ModerateAssessmentAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, Note = turn.Get(note) }, cancellationToken: turn.Ct));
    }

    static Command Finalise() => Verb("finalise", "Make the judgement final", Moderator, [], (turn, judgement, found) =>
        judgement.FinaliseAssessmentAsync(new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag }, cancellationToken: turn.Ct));

    static Command Reopen()
    {
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Verb("reopen", "Open the case again as its next revision", Moderator, [reason], (turn, judgement, found) =>
            judgement.ReopenAssessmentAsync(
                new() { RequestId = Requests.New(), Name = found.Name, Etag = found.Etag, Reason = turn.Get(reason) }, cancellationToken: turn.Ct));
    }

    static Command Verb(string verb, string description, string person, IReadOnlyList<Symbol> options,
        Func<Turn, JudgementService.JudgementServiceClient, Assessment, Grpc.Core.AsyncUnaryCall<Assessment>> act)
    {
        var name = Case();
        return Step(verb, description, person, [name, .. options], async turn =>
        {
            var after = await act(turn, turn.Session.Judgement(turn.Person), await Find(turn, turn.Case(name)));
            turn.Print(after, () => Show(turn, after));
        });
    }
}
