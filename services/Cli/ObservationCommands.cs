using System.CommandLine;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Spectre.Console;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>Observations as they are held, and authorities' doubts about them.</summary>
static class ObservationCommands
{
    const string Analyst = "anna-analyst";

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("observations", "Observations of a version", List()));
        root.Subcommands.Add(Group("query", "An authority's doubts about its own values", QueryValue(), RefuseQuery(), ListQueries()));
    }

    static Command List()
    {
        var version = new Argument<string>("version") { Description = DatasetNames.OfVersion };
        var indicator = new Option<string[]>("--indicator") { Description = "Only these, e.g. CF/A1", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var geography = new Option<string[]>("--geography") { Description = "Only these, e.g. 919 england", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var from = new Option<string>("--from") { Description = "Only periods that end on this day or later, yyyy-MM-dd", DefaultValueFactory = _ => "" };
        var to = new Option<string>("--to") { Description = "Only periods that end on this day or before, yyyy-MM-dd", DefaultValueFactory = _ => "" };
        var missing = new Option<bool>("--missing") { Description = "Only those without a value" };
        var limit = new Option<int>("--limit") { Description = "At most so many; 0 means all", DefaultValueFactory = _ => 200 };
        return Step("list", "Observations by indicator, place and period", Analyst, [version, indicator, geography, from, to, missing, limit], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var most = turn.Get(limit) > 0 ? turn.Get(limit) : int.MaxValue;
            var request = new ListObservationsRequest
            {
                DatasetVersion = await DatasetNames.Version(indicators, turn.Get(version), turn.Ct),
                PageSize = Math.Min(most, 1000),
                EndsFrom = turn.Get(from),
                EndsTo = turn.Get(to),
                MissingOnly = turn.Get(missing),
            };
            request.Indicators.Add(turn.Get(indicator).Select(DatasetNames.Indicator));
            request.Geographies.Add(turn.Get(geography).Select(DatasetNames.Geography));
            var all = new ListObservationsResponse();
            do
            {
                var page = await indicators.ListObservationsAsync(request, cancellationToken: turn.Ct);
                all.Observations.Add(page.Observations.Take(most - all.Observations.Count));
                request.PageToken = all.NextPageToken = page.NextPageToken;
            } while (request.PageToken.Length > 0 && all.Observations.Count < most);
            turn.Print(all, () => Show(all));
        });
    }

    static void Show(ListObservationsResponse all)
    {
        var table = new Table().AddColumns("Indicator", "Place", "Period", "Kind", "Value", "Numerator", "Denominator", "Status", "Marks");
        foreach (var o in all.Observations)
            table.AddRow(new[]
            {
                DatasetNames.Short(o.Indicator), DatasetNames.Short(o.Geography) + (o.Median ? " median" : ""), o.Period.Label, Kind(o.Period.Kind),
                DatasetCommands.Words(o), o.Numerator, o.Denominator,
                o.Status is ObservationStatus.Unspecified ? "" : o.Status.ToString().ToLowerInvariant(),
                string.Join(", ", new[] { o.Synthetic ? "synthetic" : "", o.Doubt }.Where(m => m.Length > 0)),
            }.Select(Markup.Escape).ToArray());
        Terminal.Out.Console.Write(table);
        Turn.Say($"{all.Observations.Count:N0} observations{(all.NextPageToken.Length > 0 ? "; there are more: --limit 0 shows all" : "")}");
    }

    internal static string Kind(PeriodKind kind) => kind switch
    {
        PeriodKind.FinancialYear => "financial-year",
        PeriodKind.SchoolYear => "school-year",
        PeriodKind.CalendarYear => "calendar-year",
        PeriodKind.Point => "point",
        PeriodKind.Range => "range",
        _ => "not-stated",
    };

    static Command QueryValue()
    {
        var version = new Option<string>("--dataset") { Description = DatasetNames.OfVersion, Required = true };
        var which = new ObservationChoice();
        var doubt = new Option<string>("--doubt") { Description = "What is wrong with it", Required = true };
        var proposed = new Option<string>("--proposed") { Description = "What it should be, a decimal", DefaultValueFactory = _ => "" };
        return Step("value", "Doubt one of your own authority's values", "harriet-authority", [.. which.Symbols, version, doubt, proposed], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var name = await DatasetNames.Version(indicators, turn.Get(version), turn.Ct);
            var seen = await which.Find(indicators, name, turn);
            var query = await indicators.QueryValueAsync(new()
            {
                RequestId = Requests.New(),
                DatasetVersion = name,
                Observation = new() { Indicator = seen.Indicator, Geography = seen.Geography, PeriodLabel = seen.Period.Label, PeriodKind = seen.Period.Kind, Median = seen.Median },
                Doubt = turn.Get(doubt),
                Proposed = turn.Get(proposed),
            }, cancellationToken: turn.Ct);
            turn.Print(query, () => Turn.Say($"{query.Name} is open: {Of(query)} says {(query.Seen.Length == 0 ? "nothing" : query.Seen)}"));
        });
    }

    static Command RefuseQuery()
    {
        var name = new Argument<string>("query") { Description = "datasets/{id}/queries/{uuid}" };
        var reason = new Option<string>("--reason") { Description = "Why the value stays", Required = true };
        return Step("refuse", "End a query with the reason why the value stays; ./apa dataset correct --query ends it with another value", Analyst, [name, reason], async turn =>
        {
            var query = await turn.Session.Indicators(turn.Person).RefuseValueQueryAsync(
                new() { RequestId = Requests.New(), Name = turn.Get(name), Reason = turn.Get(reason) }, cancellationToken: turn.Ct);
            turn.Print(query, () => Turn.Say($"{query.Name} is refused: {query.Answer}"));
        });
    }

    static Command ListQueries()
    {
        var dataset = new Argument<string>("dataset") { Description = "e.g. synthetic-2006" };
        var state = new Option<string>("--state") { Description = "Only those open, corrected or refused", DefaultValueFactory = _ => "" };
        state.AcceptOnlyFromAmong("", "open", "corrected", "refused");
        var la = new Option<string>("--la") { Description = "Only those of this authority", DefaultValueFactory = _ => "" };
        return Step("list", "Queries of a dataset", Analyst, [dataset, state, la], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var request = new ListValueQueriesRequest { Dataset = DatasetNames.Dataset(turn.Get(dataset)), PageSize = 1000, State = State(turn.Get(state)), LaCode = turn.Get(la) };
            var all = new ListValueQueriesResponse();
            do
            {
                var page = await indicators.ListValueQueriesAsync(request, cancellationToken: turn.Ct);
                all.Queries.Add(page.Queries);
                request.PageToken = page.NextPageToken;
            } while (request.PageToken.Length > 0);
            turn.Print(all, () => Show(all.Queries));
        });
    }

    static ValueQueryState State(string word) => word switch
    {
        "open" => ValueQueryState.Open,
        "corrected" => ValueQueryState.Corrected,
        "refused" => ValueQueryState.Refused,
        _ => ValueQueryState.Unspecified,
    };

    static void Show(IReadOnlyCollection<ValueQuery> queries)
    {
        var table = new Table().AddColumns("Value", "Said", "Proposed", "Doubt", "State", "Answer", "Asked by", "Name");
        foreach (var q in queries)
            table.AddRow(new[] { Of(q), q.Seen.Length == 0 ? "missing" : q.Seen, q.Proposed, q.Doubt, q.State.ToString().ToLowerInvariant(), q.Answer, q.AskedBy, q.Name }
                .Select(Markup.Escape).ToArray());
        Terminal.Out.Console.Write(table);
    }

    static string Of(ValueQuery query) =>
        $"{DatasetNames.Short(query.Observation.Indicator)} {DatasetNames.Short(query.Observation.Geography)} {query.Observation.PeriodLabel}";
}
