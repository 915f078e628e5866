using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>Doubts of authorities about their own values: raised from a figure, ended by a correction or by the reason why a value stays.</summary>
[Allow(Role.Analyst, Role.Auditor, Role.Authority)]
public sealed class QueriesModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Of the value that is doubted: indicator, place, period and the version in which it was seen; no indicator where none is.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Indicator { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? La { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Period { get; set; }

    [BindProperty(SupportsGet = true)]
    public PeriodKind PeriodKind { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Version { get; set; }

    [BindProperty]
    public string? Doubt { get; set; }

    [BindProperty]
    public string? Proposed { get; set; }

    /// <summary>Id of the query that is ended; null where none is.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Ending { get; set; }

    /// <summary>What the value should be.</summary>
    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<ValueQuery> Queries { get; private set; } = [];
    public Dataset Dataset { get; private set; } = new();
    public bool MayEnd => Caller.Is(Role.Analyst);
    public bool Doubts => !string.IsNullOrEmpty(Indicator) && Caller.IsAuthority(La ?? "");

    /// <summary>Number of the version that is open, in which values are put right; null where none is.</summary>
    public int? OpenVersion => Dataset.Versions.FirstOrDefault(v => !v.Released)?.Version;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public Task<IActionResult> OnPostDoubtAsync(CancellationToken ct)
    {
        var value = new ObservationKey { Indicator = $"indicators/{Indicator}", Geography = $"geographies/{La}", PeriodLabel = Period ?? "", PeriodKind = PeriodKind };
        return Do("The analysts are told of your doubt", async () => await indicators.QueryValueAsync(
            new() { RequestId = RequestId, DatasetVersion = $"datasets/{Id}/versions/{Version}", Observation = value, Doubt = Doubt ?? "", Proposed = Proposed ?? "" }, cancellationToken: ct), ct);
    }

    public Task<IActionResult> OnPostRefuseAsync(CancellationToken ct) => Do("The value stays, and the authority is told why", async () =>
        await indicators.RefuseValueQueryAsync(new() { RequestId = RequestId, Name = $"datasets/{Id}/queries/{Ending}", Reason = Reason ?? "" }, cancellationToken: ct), ct);

    public async Task<IActionResult> OnPostCorrectAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Queries.FirstOrDefault(q => Words.Id(q.Name) == Ending) is not { } query) return NotFound();
        var known = await indicators.ListObservationsAsync(new()
        {
            DatasetVersion = $"datasets/{Id}/versions/{OpenVersion ?? Dataset.Versions[^1].Version}",
            Indicators = { query.Observation.Indicator },
            Geographies = { query.Observation.Geography },
            PageSize = 1000,
        }, cancellationToken: ct);
        if (known.Observations.FirstOrDefault(o => IsOf(o, query.Observation)) is not { } observation) return NotFound();
        (observation.Value, observation.Missing) = (Value ?? "", default);
        return await Do($"The value is {Value}", async () => await indicators.CorrectObservationAsync(
            new() { RequestId = RequestId, Dataset = $"datasets/{Id}", Observation = observation, Reason = Reason ?? "", Query = query.Name }, cancellationToken: ct), ct);
    }

    static bool IsOf(Observation observation, ObservationKey key) =>
        (observation.Period.Label, observation.Period.Kind, observation.Median) == (key.PeriodLabel, key.PeriodKind, key.Median);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Indicators/Queries", new { id = Id });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var name = $"datasets/{Id}";
        var dataset = indicators.GetDatasetAsync(new() { Name = name }, cancellationToken: ct).ResponseAsync;
        var queries = indicators.ListValueQueriesAsync(new() { Dataset = name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(dataset, queries);
        (Dataset, Queries) = (await dataset, (await queries).Queries);
    }

    protected override string InputOf(string field) => field switch
    {
        "doubt" => nameof(Doubt),
        "proposed" => nameof(Proposed),
        "reason" => nameof(Reason),
        "observation.value" => nameof(Value),
        _ => field,
    };
}
