using Apa.Protos.Indicators.V1;
using Apa.Shared;

namespace Apa.Portal.Pages.Indicators;

/// <summary>Where figures are found.</summary>
[Allow(Role.Any)]
public sealed class IndexModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    public IReadOnlyList<Geography> Authorities { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Authorities = (await indicators.ListGeographiesAsync(new() { Kind = GeographyKind.Authority, PageSize = 1000 }, cancellationToken: ct)).Geographies;
}
