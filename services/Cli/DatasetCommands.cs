using System.CommandLine;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Datasets in versions: made, opened, put right, compared, completed, released.</summary>
static class DatasetCommands
{
    const string Analyst = "anna-analyst";

    public static void AddTo(RootCommand root) =>
        root.Subcommands.Add(Group("dataset", "Observations in versions", Create(), Show(), Open(), Correct(), Diff(), Complete(), Release()));

    static Argument<string> Name() => new("dataset") { Description = "e.g. apa-2006 or datasets/apa-2006" };

    static Command Create()
    {
        var file = File("{dataset, observations} as proto3 JSON, as seeds/hertfordshire-2006/dataset.json; without observations where a file is imported next");
        return Step("create", "Make a dataset, and put the observations of the file into its open version", Analyst, [file], async turn =>
        {
            var (dataset, observations) = Seed.ReadDataset(turn.Get(file).FullName);
            var indicators = turn.Session.Indicators(turn.Person);
            var made = await indicators.CreateDatasetAsync(new() { RequestId = Requests.New(), Dataset = dataset }, cancellationToken: turn.Ct);
            if (observations.Observations.Count == 0)
            {
                turn.Print(made, () => Turn.Say($"{made.Versions[^1].Name} is open, without observations"));
                return;
            }
            observations.RequestId = Requests.New();
            var answer = await indicators.PutObservationsAsync(observations, cancellationToken: turn.Ct);
            turn.Print(answer, () => Turn.Say($"{answer.DatasetVersion}: {answer.Added} observations"));
        });
    }

    static Command Show()
    {
        var name = Name();
        return Step("show", "A dataset with its versions and their changelogs", Analyst, [name], async turn =>
        {
            var dataset = await turn.Session.Indicators(turn.Person).GetDatasetAsync(new() { Name = DatasetNames.Dataset(turn.Get(name)) }, cancellationToken: turn.Ct);
            turn.Print(dataset, () =>
            {
                Terminal.Out.Begin($"{dataset.Name}: {dataset.Title}");
                if (dataset.Due.Length > 0) Turn.Say($"returns are due by {dataset.Due}");
                foreach (var version in dataset.Versions)
                {
                    Turn.Say($"{version.Name}: {version.Observations:N0} observations, {(version.Released ? $"released {version.ReleasedAt}" : "open")}{(version.Synthetic ? ", synthetic" : "")}");
                    foreach (var entry in version.Changelog) Turn.Say($"    {entry.Kind}: {entry.Description}");
                }
            });
        });
    }

    static Command Open()
    {
        var name = Name();
        var neighbours = new Option<string>("--neighbours") { Description = "Another set of statistical neighbours from here on, e.g. nfer-2021-full", DefaultValueFactory = _ => "" };
        var councils = new Option<string>("--councils") { Description = "Another set of comparator councils from here on", DefaultValueFactory = _ => "" };
        return Step("open", "Open the next version, which says what the released one does until something is put", Analyst, [name, neighbours, councils], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var dataset = await indicators.GetDatasetAsync(new() { Name = DatasetNames.Dataset(turn.Get(name)) }, cancellationToken: turn.Ct);
            var opened = await indicators.OpenDatasetVersionAsync(new()
            {
                RequestId = Requests.New(),
                Name = dataset.Name,
                Etag = dataset.Etag,
                StatisticalNeighboursSet = Set(turn.Get(neighbours)),
                ComparatorCouncilsSet = Set(turn.Get(councils)),
            }, cancellationToken: turn.Ct);
            turn.Print(opened, () => Turn.Say($"{opened.Versions[^1].Name} is open"));
        });
    }

    static string Set(string text) => text.Length == 0 || text.StartsWith("comparatorSets/", StringComparison.Ordinal) ? text : $"comparatorSets/{text}";

    static Command Release()
    {
        var name = Name();
        var changelog = new Option<string[]>("--changelog")
        {
            Description = "What changed as KIND=TEXT, once for each; required from the second version on. Kinds: value, label, band-colour, bands-uprated, denominator, "
                + "exclusions, omission, comparator-set, light, period-extended, polarity, status, catalogue, definition",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return Step("release", "Release the open version: immutable from here", Analyst, [name, changelog], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var entries = turn.Get(changelog).Select(Entry).ToList();
            var dataset = await indicators.GetDatasetAsync(new() { Name = DatasetNames.Dataset(turn.Get(name)) }, cancellationToken: turn.Ct);
            var released = await indicators.ReleaseDatasetAsync(
                new() { RequestId = Requests.New(), Name = dataset.Name, Etag = dataset.Etag, Changelog = { entries } }, cancellationToken: turn.Ct);
            turn.Print(released, () => Turn.Say($"{released.Versions[^1].Name} released at {released.Versions[^1].ReleasedAt}"));
        });
    }

    internal static ChangelogEntry Entry(string text) => text.Split('=', 2) is [{ Length: > 0 } kind, { Length: > 0 } description]
        ? new() { Kind = kind.Trim(), Description = description.Trim() }
        : throw new CommandFailed($"'{text}' is no entry of a changelog: write KIND=TEXT, e.g. value=\"a figure was put right\"");

    static Command Correct()
    {
        var name = Name();
        var which = new ObservationChoice();
        var value = new Option<string>("--value") { Description = "The right value, a decimal", DefaultValueFactory = _ => "" };
        var missing = new Option<string>("--missing") { Description = "There is no value, and why: not-available, not-applicable, suppressed, not-collected", DefaultValueFactory = _ => "" };
        var numerator = new Option<string?>("--numerator") { Description = "The right numerator" };
        var denominator = new Option<string?>("--denominator") { Description = "The right denominator" };
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        var query = new Option<string>("--query") { Description = "The query that this answers, datasets/{id}/queries/{uuid}", DefaultValueFactory = _ => "" };
        return Step("correct", "Put one value right in the open version; earlier versions go on saying what they said", Analyst,
            [name, .. which.Symbols, value, missing, numerator, denominator, reason, query], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            if (turn.Get(value).Length == 0 == (turn.Get(missing).Length == 0)) throw new CommandFailed("give --value or --missing, one of them");
            var dataset = await indicators.GetDatasetAsync(new() { Name = DatasetNames.Dataset(turn.Get(name)) }, cancellationToken: turn.Ct);
            var right = await which.Find(indicators, dataset.Versions[^1].Name, turn);
            (right.Value, right.Missing) = (turn.Get(value), turn.Get(missing).Length == 0 ? MissingReason.Unspecified : Reason(turn.Get(missing)));
            right.Numerator = turn.Parsed.GetValue(numerator) ?? right.Numerator;
            right.Denominator = turn.Parsed.GetValue(denominator) ?? right.Denominator;
            var correction = await indicators.CorrectObservationAsync(new()
            {
                RequestId = Requests.New(),
                Dataset = dataset.Name,
                Observation = right,
                Reason = turn.Get(reason),
                Query = turn.Get(query),
            }, cancellationToken: turn.Ct);
            turn.Print(correction, () => Turn.Say($"{correction.DatasetVersion}: {Words(correction.Before)} is {Words(correction.After)} now; {correction.Name}"));
        });
    }

    internal static string Words(Observation? observation) => observation is null ? "nothing"
        : observation.Value.Length > 0 ? observation.Value : ProfileTable.Missing(observation.Missing);

    static MissingReason Reason(string word) => word switch
    {
        "not-available" => MissingReason.NotAvailable,
        "not-applicable" => MissingReason.NotApplicable,
        "suppressed" => MissingReason.Suppressed,
        "not-collected" => MissingReason.NotCollected,
        _ => throw new CommandFailed($"'{word}' is no reason: not-available, not-applicable, suppressed or not-collected"),
    };

    static Command Diff()
    {
        var from = new Argument<string>("from") { Description = "The earlier version, e.g. apa-2006/1" };
        var to = new Argument<string>("to") { Description = "The later version, e.g. apa-2006/2" };
        return Step("diff", "What differs between two versions, by kind of revision", Analyst, [from, to], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var request = new DiffDatasetVersionsRequest
            {
                From = await DatasetNames.Version(indicators, turn.Get(from), turn.Ct),
                To = await DatasetNames.Version(indicators, turn.Get(to), turn.Ct),
                PageSize = 1000,
            };
            var all = new DiffDatasetVersionsResponse();
            do
            {
                var page = await indicators.DiffDatasetVersionsAsync(request, cancellationToken: turn.Ct);
                if (all.Counts.Count == 0) all.Counts.Add(page.Counts);
                all.Differences.Add(page.Differences);
                request.PageToken = page.NextPageToken;
            } while (request.PageToken.Length > 0);
            turn.Print(all, () => Show(all));
        });
    }

    static void Show(DiffDatasetVersionsResponse diff)
    {
        if (diff.Differences.Count == 0)
        {
            Turn.Say("no difference");
            return;
        }
        var table = new Table().AddColumns("Kind", "Where", "What", "Was", "Is", "Why");
        foreach (var d in diff.Differences)
            table.AddRow(new[] { d.Kind, Where(d), d.Field, d.Before, d.After, d.Reason }.Select(Markup.Escape).ToArray());
        Terminal.Out.Console.Write(table);
        foreach (var count in diff.Counts) Turn.Say($"{count.Kind}: {count.Count:N0}");
    }

    static string Where(Difference difference) => difference.Observation is { } key
        ? $"{DatasetNames.Short(key.Indicator)} {DatasetNames.Short(key.Geography)} {key.PeriodLabel}{(key.Median ? " median" : "")}"
        : difference.Indicator.Length > 0 ? DatasetNames.Short(difference.Indicator) : "dataset";

    static Command Complete()
    {
        var version = new Argument<string>("version") { Description = DatasetNames.OfVersion };
        var outcome = new Option<string>("--outcome") { Description = "Only this outcome", DefaultValueFactory = _ => "" };
        return Step("completeness", "Indicator by authority: in, late or missing", Analyst, [version, outcome], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var name = await DatasetNames.Version(indicators, turn.Get(version), turn.Ct);
            var matrix = await indicators.GetCompletenessAsync(new() { DatasetVersion = name, Outcome = turn.Get(outcome) }, cancellationToken: turn.Ct);
            turn.Print(matrix, () => CompletenessTable.Show(matrix, Terminal.Out));
        });
    }
}
