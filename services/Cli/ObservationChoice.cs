using System.CommandLine;
using Apa.Protos.Indicators.V1;

namespace Apa.Cli;

/// <summary>One observation as people name it: indicator, place and period label; kind and median where that is not enough.</summary>
sealed class ObservationChoice
{
    readonly Argument<string> indicator = new("indicator") { Description = "Code or name, e.g. CF/A1" };
    readonly Argument<string> geography = new("geography") { Description = "LA code or word, e.g. 919 or england" };
    readonly Argument<string> period = new("period") { Description = "The period's label as published, e.g. 2005-06" };
    readonly Option<string> kind = new("--kind")
    {
        Description = "Kind of the period where a label has several: financial-year, school-year, calendar-year, point, range",
        DefaultValueFactory = _ => "",
    };
    readonly Option<bool> median = new("--median") { Description = "England's median, not its own figure" };

    public IReadOnlyList<Symbol> Symbols => [indicator, geography, period, kind, median];

    /// <summary>The one observation that is meant.</summary>
    public async Task<Observation> Find(IndicatorsService.IndicatorsServiceClient indicators, string version, Turn turn)
    {
        var request = new ListObservationsRequest { DatasetVersion = version, PageSize = 1000 };
        request.Indicators.Add(DatasetNames.Indicator(turn.Get(indicator)));
        request.Geographies.Add(DatasetNames.Geography(turn.Get(geography)));
        var page = await indicators.ListObservationsAsync(request, cancellationToken: turn.Ct);
        var meant = page.Observations.Where(o => o.Median == turn.Get(median)).ToList();
        var found = meant.Where(o => o.Period.Label == turn.Get(period) && (turn.Get(kind).Length == 0 || ObservationCommands.Kind(o.Period.Kind) == turn.Get(kind))).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new CommandFailed($"{version} says nothing of {turn.Get(indicator)} for {turn.Get(geography)} in {turn.Get(period)}"
                + (meant.Count == 0 ? "" : $"; it has {string.Join(", ", meant.Select(o => $"{o.Period.Label} ({ObservationCommands.Kind(o.Period.Kind)})"))}")),
            _ => throw new CommandFailed($"{turn.Get(period)} is a label of several kinds here: say --kind {string.Join(" or ", found.Select(o => ObservationCommands.Kind(o.Period.Kind)))}"),
        };
    }
}
