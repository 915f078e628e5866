using Apa.Protos.Indicators.V1;
using Apa.Shared;

namespace Apa.Portal.Pages.Indicators;

/// <summary>Where figures are found: the profile of an authority, a comparison, the datasets.</summary>
[Allow(Role.Any)]
public sealed class IndexModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    public IReadOnlyList<Dataset> Datasets { get; private set; } = [];
    public IEnumerable<KeyValuePair<string, string>> Authorities { get; private set; } = [];

    /// <summary>Datasets that have something to show.</summary>
    public IEnumerable<KeyValuePair<string, string>> Released => Datasets.Where(d => d.Versions.Any(v => v.Released)).Select(d => KeyValuePair.Create(d.Id, d.Title));

    /// <summary>The authority that whoever is signed in speaks for; null for all others.</summary>
    public string? Own => Caller.Authorities.FirstOrDefault();

    public async Task OnGetAsync(CancellationToken ct)
    {
        var datasets = indicators.ListDatasetsAsync(new() { PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var authorities = Choices.Authorities(indicators, ct);
        (Datasets, Authorities) = ((await datasets).Datasets, await authorities);
    }
}
