using System.CommandLine;
using Apa.Protos.Judgements.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

// Who is in a round, and who works on a case.
static partial class CaseCommands
{
    static Command PutMembers()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        var file = File("PutMembersRequest as proto3 JSON: its members");
        return Step("members", "Add members to a round, or change what is said of known ones", Administrator, [id, file], async turn =>
        {
            var judgement = turn.Session.Judgement(turn.Person);
            var request = Seed.Message<PutMembersRequest>(turn.Get(file).FullName);
            request.Round = $"rounds/{turn.Get(id)}";
            request.Etag = (await judgement.GetRoundAsync(new() { Name = request.Round }, cancellationToken: turn.Ct)).Etag;
            request.RequestId = Requests.New();
            var round = await judgement.PutMembersAsync(request, cancellationToken: turn.Ct);
            turn.Print(round, () => Turn.Say($"{round.Name} has {round.Members.Count} members"));
        });
    }

    static Command OpenCases()
    {
        var id = new Argument<string>("round") { Description = "e.g. apa-2006" };
        var dataset = new Option<string>("--dataset") { Description = "Dataset version", DefaultValueFactory = _ => "datasets/apa-2006/versions/1" };
        var file = File("OpenAssessmentsRequest as proto3 JSON: its openings, an LA code and a team each");
        return Step("open-cases", "Open many cases of a round, telling of each; asked again it goes on where it was", Administrator, [id, file, dataset], async turn =>
        {
            var request = Seed.Message<OpenAssessmentsRequest>(turn.Get(file).FullName);
            (request.Round, request.DatasetVersion, request.RequestId) = ($"rounds/{turn.Get(id)}", turn.Get(dataset), Requests.New());
            using var call = turn.Session.Judgement(turn.Person).OpenAssessments(request, cancellationToken: turn.Ct);
            await foreach (var step in call.ResponseStream.ReadAllAsync(turn.Ct))
                turn.Print(step, () => Turn.Say($"{step.Done} of {step.Total}  {step.LaCode} {Outcome(step.Result, step.Reason)}"));
        });
    }

    /// <summary>What came of one of many, in words.</summary>
    public static string Outcome(BulkResult result, string reason) => result switch
    {
        BulkResult.Done => "done",
        BulkResult.DoneBefore => "was done before",
        _ => $"refused: {reason}",
    };

    static Command ChangeTeam()
    {
        var name = Case();
        var lead = new Option<string>("--lead") { Description = "Lead inspector", Required = true };
        var members = new Option<string[]>("--member") { Description = "Member and body, e.g. ines-inspector:csci" };
        var moderator = new Option<string>("--moderator") { Description = "Moderator", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Step("team", "Change who works on a case", Administrator, [name, lead, members, moderator, reason], async turn =>
        {
            var about = turn.Case(name);
            var changed = await turn.Session.Judgement(turn.Person).ChangeTeamAsync(new()
            {
                RequestId = Requests.New(),
                Name = about.Assessment,
                Etag = (await Find(turn, about)).Etag,
                Team = TeamOf(turn.Get(lead), turn.Get(members), turn.Get(moderator)),
                Reason = turn.Get(reason),
            }, cancellationToken: turn.Ct);
            turn.Print(changed, () => Show(turn, changed));
        });
    }

    static Team TeamOf(string lead, string[]? members, string moderator)
    {
        var team = new Team { Lead = lead, Moderator = moderator };
        foreach (var member in members ?? [])
            team.Members.Add(member.Split(':') is [var person, var body]
                ? new TeamMember { Person = person, Body = body }
                : throw new CommandFailed($"'{member}' is no member: write person:body"));
        return team;
    }

    static Command RemoveEvidence()
    {
        var name = Case();
        var ids = new Argument<string[]>("ids") { Description = "Ids of statements", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Step("remove", "Take statements out of a case", Lead, [name, ids, reason], async turn =>
        {
            var answer = await turn.Session.Judgement(turn.Person).RemoveStatementsAsync(
                new() { RequestId = Requests.New(), Assessment = turn.Case(name).Assessment, Statements = { turn.Get(ids) }, Reason = turn.Get(reason) }, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.Statements} statements are left"));
        });
    }
}
