using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>A dataset: its versions with what changed, and the files that were read into it.</summary>
[Allow(Role.Any)]
public sealed class DatasetModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Dataset Dataset { get; private set; } = new();
    public IReadOnlyList<Import> Imports { get; private set; } = [];

    /// <summary>Whether whoever is signed in sees what was imported.</summary>
    public bool SeesImports => Caller.Is(Role.Analyst) || Caller.Is(Role.Administrator) || Caller.Is(Role.Auditor);
    public bool SeesQueries => Caller.Is(Role.Analyst) || Caller.Is(Role.Auditor) || Caller.Is(Role.Authority);
    public bool IsOpen => Dataset.Versions.Any(v => !v.Released);

    public async Task OnGetAsync(CancellationToken ct)
    {
        var name = $"datasets/{Id}";
        var dataset = indicators.GetDatasetAsync(new() { Name = name }, cancellationToken: ct).ResponseAsync;
        if (SeesImports) Imports = (await indicators.ListImportsAsync(new() { Dataset = name }, cancellationToken: ct)).Imports;
        Dataset = await dataset;
    }
}
