using System.CommandLine;
using Apa.Protos.Indicators.V1;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Reference data, frameworks, datasets and profiles.</summary>
static class ReferenceCommands
{
    const string Administrator = "alex-administrator";
    const string Analyst = "anna-analyst";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(RoadCommand());
        root.Subcommands.Add(Group("geographies", "Authorities, regions and England", PutGeographies()));
        root.Subcommands.Add(Group("comparators", "Comparator sets", PutComparators()));
        root.Subcommands.Add(Group("catalogue", "The catalogue of indicators", PutIndicators()));
        root.Subcommands.Add(Group("framework", "Framework years as data", PutFramework()));
        root.Subcommands.Add(Group("dataset", "Observations in versions", CreateDataset(), ReleaseDataset()));
        root.Subcommands.Add(Profile());
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

    static Command PutFramework()
    {
        var file = File("Framework file, as seeds/frameworks/apa-2006.json");
        return Step("put", "Load a framework version into the three services that read it", Administrator, [file], async turn =>
        {
            var framework = FrameworkFile.Read(turn.Get(file).FullName);
            await FrameworkLoader.Load(turn.Session, turn.Person, framework, turn.Ct);
            Turn.Say($"{framework.Judgement.Title}, version {framework.Judgement.Framework_.Version}");
        });
    }

    static Command CreateDataset()
    {
        var file = File("{dataset, observations} as proto3 JSON, as seeds/hertfordshire-2006/dataset.json");
        return Step("create", "Make a dataset and put its observations into the open version", Analyst, [file], async turn =>
        {
            var (dataset, observations) = Seed.ReadDataset(turn.Get(file).FullName);
            var indicators = turn.Session.Indicators(turn.Person);
            await indicators.CreateDatasetAsync(new() { RequestId = Requests.New(), Dataset = dataset }, cancellationToken: turn.Ct);
            observations.RequestId = Requests.New();
            var answer = await indicators.PutObservationsAsync(observations, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.DatasetVersion}: {answer.Added} observations"));
        });
    }

    static Command ReleaseDataset()
    {
        var name = new Argument<string>("dataset") { Description = "e.g. datasets/apa-2006" };
        return Step("release", "Release the open version: immutable from here", Analyst, [name], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var dataset = await indicators.GetDatasetAsync(new() { Name = turn.Get(name) }, cancellationToken: turn.Ct);
            var released = await indicators.ReleaseDatasetAsync(
                new() { RequestId = Requests.New(), Name = dataset.Name, Etag = dataset.Etag }, cancellationToken: turn.Ct);
            turn.Print(released, () => Turn.Say($"{released.Versions[^1].Name} released at {released.Versions[^1].ReleasedAt}"));
        });
    }

    static Command Profile()
    {
        var la = new Argument<string>("la") { Description = "LA code, e.g. 919" };
        var version = new Option<string>("--dataset") { Description = "Dataset version", DefaultValueFactory = _ => "datasets/apa-2006/versions/1" };
        var outcome = new Option<string>("--outcome") { Description = "Only this outcome", DefaultValueFactory = _ => "" };
        var all = new Option<bool>("--all") { Description = "Also indicators without data" };
        return Step("profile", "An authority's indicators, compared", Analyst, [la, version, outcome, all], async turn =>
        {
            var profile = await turn.Session.Indicators(turn.Person).GetProfileAsync(
                new() { DatasetVersion = turn.Get(version), LaCode = turn.Get(la), Outcome = turn.Get(outcome) }, cancellationToken: turn.Ct);
            turn.Print(profile, () => Show(profile, turn.Get(all)));
        });
    }

    static void Show(Apa.Protos.Indicators.V1.Profile profile, bool all)
    {
        var table = new Table().Title($"{profile.Authority.FormalName}, {profile.DatasetVersion}{(profile.Synthetic ? " (synthetic)" : "")}");
        table.AddColumns("Indicator", "Period", "Value", "England", "Neighbours", "Rank", "Band");
        foreach (var row in profile.Rows.Where(r => all || r.Values.Count > 0))
        {
            var latest = row.Values.LastOrDefault();
            table.AddRow(
                Markup.Escape($"{row.Indicator.Code} {row.Indicator.Title}"),
                Markup.Escape(latest?.Period.Label ?? "-"),
                Markup.Escape(latest is null ? "not available" : $"{latest.Value} {row.Indicator.Unit}"),
                Against(row.England),
                Against(row.StatisticalNeighbours),
                row.Rank == 0 ? "-" : $"{row.Rank} of {row.RankOf}",
                row.Band == 0 ? "not known" : $"{row.Band}");
        }
        Terminal.Out.Console.Write(table);
        var without = profile.Rows.Count(r => r.Values.Count == 0);
        if (!all && without > 0) Terminal.Out.Say($"{without} indicators without data; --all shows them");
    }

    static string Against(ComparisonFigure? figure) => figure is null || figure.Light is Light.NotAvailable or Light.Unspecified
        ? "not available"
        : Markup.Escape($"{figure.Value} ({(figure.Light is Light.InLine ? "in line" : figure.Light.ToString().ToLowerInvariant())})");
}
