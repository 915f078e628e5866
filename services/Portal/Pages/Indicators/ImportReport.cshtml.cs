using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>What became of a file, row by row.</summary>
[Allow(Role.Analyst, Role.Administrator, Role.Auditor)]
public sealed class ImportReportModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Import { get; set; } = "";

    public Import Report { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct) =>
        Report = await indicators.GetImportAsync(new() { Name = $"datasets/{Id}/imports/{Import}" }, cancellationToken: ct);
}
