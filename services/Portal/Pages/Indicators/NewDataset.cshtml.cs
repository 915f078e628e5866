using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>A dataset is made, with its first version open.</summary>
[Allow(Role.Analyst)]
public sealed class NewDatasetModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Verifications = [.. Enum.GetValues<Verification>().Select(v => KeyValuePair.Create($"{v}", Words.Of(v)))];

    [BindProperty]
    public string? Id { get; set; }

    [BindProperty]
    public string? DatasetTitle { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public string? Verification { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public string? Neighbours { get; set; }

    [BindProperty]
    public string? Councils { get; set; }

    [BindProperty]
    public string? Due { get; set; }

    public void OnGet()
    {
        // An empty form.
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var provenance = new Provenance { Source = Source ?? "", Note = Note ?? "", Verification = Enum.TryParse<Verification>(Verification, out var verification) ? verification : default };
        var dataset = new Dataset
        {
            Id = Id ?? "",
            Title = DatasetTitle ?? "",
            Due = Due ?? "",
            StatisticalNeighboursSet = Choices.SetName(Neighbours),
            ComparatorCouncilsSet = Choices.SetName(Councils),
            Provenance = provenance.Equals(new()) ? null : provenance,
        };
        return await Try(async () => await indicators.CreateDatasetAsync(new() { RequestId = RequestId, Dataset = dataset }, cancellationToken: ct))
            ? DoneSo("The dataset is made, its first version is open", "/Indicators/Dataset", new { id = Id })
            : Page();
    }

    protected override string InputOf(string field) => field switch
    {
        "dataset.id" => nameof(Id),
        "dataset.title" => nameof(DatasetTitle),
        "dataset.provenance" or "dataset.provenance.source" => nameof(Source),
        "dataset.provenance.verification" => nameof(Verification),
        "dataset.statistical_neighbours_set" => nameof(Neighbours),
        "dataset.comparator_councils_set" => nameof(Councils),
        "dataset.due" => nameof(Due),
        _ => field,
    };
}
