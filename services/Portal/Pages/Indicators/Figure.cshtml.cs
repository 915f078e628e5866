using Apa.Portal.Charts;
using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>One indicator of an authority: its trend, and how every figure beside it came about.</summary>
[Allow(Role.Any)]
public sealed class FigureModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    const string England = "geographies/england";
    static readonly ComparedFigure[] Explained = [.. Enum.GetValues<ComparedFigure>().Where(f => f != ComparedFigure.Unspecified)];

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Dataset { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int Version { get; set; }

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Method { get; set; }

    public Profile Profile { get; private set; } = new();
    public ProfileRow Row { get; private set; } = new();
    public IReadOnlyList<(ComparedFigure Figure, Explanation Explanation)> Explanations { get; private set; } = [];
    public TrendChart Trend { get; private set; } = new("", [], []);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (version, name) = ($"datasets/{Dataset}/versions/{Version}", $"indicators/{Id}");
        var method = Choices.MethodOf(Method);
        var profile = indicators.GetProfileAsync(new() { DatasetVersion = version, LaCode = La, Method = method }, cancellationToken: ct).ResponseAsync;
        var england = indicators.ListObservationsAsync(new() { DatasetVersion = version, Indicators = { name }, Geographies = { England }, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var explained = Task.WhenAll(Explained.Select(figure => indicators.ExplainComparisonAsync(
            new() { DatasetVersion = version, LaCode = La, Indicator = name, Figure = figure, Method = method }, cancellationToken: ct).ResponseAsync));
        Profile = await profile;
        if (Profile.Rows.FirstOrDefault(r => r.Indicator.Name == name) is not { } row) return NotFound();
        Row = row;
        Explanations = [.. Explained.Zip(await explained)];
        Trend = TrendOf(Profile, row, (await england).Observations);
        return Page();
    }

    static TrendChart TrendOf(Profile profile, ProfileRow row, IEnumerable<Observation> england)
    {
        var inEngland = england.Where(o => !o.Median).GroupBy(o => o.Period.Label).ToDictionary(g => g.Key, g => Decimal(g.First().Value));
        List<TrendChart.Line> lines = [new(profile.Authority.Name, [.. row.Values.Select(v => Decimal(v.Value))])];
        if (inEngland.Count > 0) lines.Add(new("England", [.. row.Values.Select(v => inEngland.GetValueOrDefault(v.Period.Label))]));
        return new($"{row.Indicator.Title}, {profile.Authority.Name}{(inEngland.Count > 0 ? " and England" : "")}, by period", [.. row.Values.Select(v => v.Period.Label)], lines);
    }

    static decimal? Decimal(string text) => decimal.TryParse(text, out var value) ? value : null;
}
