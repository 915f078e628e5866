using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>The next version of a dataset is opened, with other comparator sets where they change.</summary>
[Allow(Role.Analyst)]
public sealed class OpenVersionModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The etag that was read with the form.</summary>
    [BindProperty]
    public string Etag { get; set => field = value ?? ""; } = "";

    [BindProperty]
    public string? Neighbours { get; set; }

    [BindProperty]
    public string? Councils { get; set; }

    public Dataset Dataset { get; private set; } = new();

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var request = new OpenDatasetVersionRequest
        {
            RequestId = RequestId,
            Name = $"datasets/{Id}",
            Etag = Etag,
            StatisticalNeighboursSet = Choices.SetName(Neighbours),
            ComparatorCouncilsSet = Choices.SetName(Councils),
        };
        if (await Try(async () => Dataset = await indicators.OpenDatasetVersionAsync(request, cancellationToken: ct)))
            return DoneSo($"Version {Dataset.Versions[^1].Version} is open", "/Indicators/Dataset", new { Id });
        await Load(ct);
        return Page();
    }

    protected override string InputOf(string field) => field switch
    {
        "statistical_neighbours_set" => nameof(Neighbours),
        "comparator_councils_set" => nameof(Councils),
        _ => field,
    };

    async Task Load(CancellationToken ct)
    {
        Dataset = await indicators.GetDatasetAsync(new() { Name = $"datasets/{Id}" }, cancellationToken: ct);
        Etag = Dataset.Etag;
    }
}
