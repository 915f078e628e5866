using System.CommandLine;
using Apa.Protos.Indicators.V1;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Reference data and frameworks.</summary>
static class ReferenceCommands
{
    const string Administrator = "alex-administrator";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(RoadCommand());
        root.Subcommands.Add(Group("geographies", "Authorities, regions and England", PutGeographies()));
        root.Subcommands.Add(Group("comparators", "Comparator sets", PutComparators(), ImportCommands.Comparators()));
        root.Subcommands.Add(Group("catalogue", "The catalogue of indicators", PutIndicators(), ImportCommands.Catalogue()));
    }

    static Command RoadCommand()
    {
        var folder = new Argument<DirectoryInfo>("seed") { Description = "Folder of the case, e.g. seeds/hertfordshire-2006" };
        return Step("road", "Take a seed's case the whole way, going on from the states it finds", "", [folder],
            turn => new Road(turn.Session, new Seed(turn.Get(folder).FullName), Terminal.Out).Travel(turn.Ct));
    }

    static Command PutGeographies()
    {
        var file = File("PutGeographiesRequest as proto3 JSON, as seeds/geographies.json");
        return Step("put", "Add geographies or bring them up to date", Administrator, [file], async turn =>
        {
            var request = Seed.Message<PutGeographiesRequest>(turn.Get(file).FullName);
            request.RequestId = Requests.New();
            var answer = await turn.Session.Indicators(turn.Person).PutGeographiesAsync(request, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.Added} new, {answer.Changed} changed, {answer.Unchanged} the same"));
        });
    }

    static Command PutComparators()
    {
        var file = File("PutComparatorSetRequest as proto3 JSON, as seeds/comparators/*.json");
        return Step("put", "Add a comparator set", Administrator, [file], async turn =>
        {
            var request = Seed.Message<PutComparatorSetRequest>(turn.Get(file).FullName);
            request.RequestId = Requests.New();
            var set = await turn.Session.Indicators(turn.Person).PutComparatorSetAsync(request, cancellationToken: turn.Ct);
            turn.Print(set, () => Turn.Say($"{set.Name}: {set.Lists.Count} lists"));
        });
    }

    static Command PutIndicators()
    {
        var file = File("PutIndicatorsRequest as proto3 JSON, as seeds/indicators.json");
        return Step("put", "Add indicators or bring them up to date", Administrator, [file], async turn =>
        {
            var request = Seed.Message<PutIndicatorsRequest>(turn.Get(file).FullName);
            request.RequestId = Requests.New();
            var answer = await turn.Session.Indicators(turn.Person).PutIndicatorsAsync(request, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.Added} new, {answer.Changed} changed, {answer.Unchanged} the same"));
        });
    }
}
