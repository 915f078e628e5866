using Apa.Protos.Indicators.V1;
using Apa.Shared;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>Up to six authorities side by side, whichever one likes; the choice stands in the address.</summary>
[Allow(Role.Any)]
public sealed class CompareModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    const int Most = 6;

    [BindProperty(SupportsGet = true)]
    public string? Dataset { get; set; }

    [BindProperty(SupportsGet = true)]
    public string[] La { get; set; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Datasets { get; private set; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Authorities { get; private set; } = [];
    public IReadOnlyList<Profile> Profiles { get; private set; } = [];

    /// <summary>A row per indicator that any of them has: the latest value of each.</summary>
    public IEnumerable<(Indicator Indicator, ProfileValue?[] Values)> Rows => Profiles.Count == 0 ? [] : Profiles[0].Rows
        .Select((row, i) => (row.Indicator, Values: Profiles.Select(p => p.Rows[i].Values.LastOrDefault()).ToArray()))
        .Where(row => row.Values.Any(v => v?.Value.Length > 0));

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    /// <summary>The table as a file.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        await Load(ct);
        using var file = new MemoryStream();
        // Texts that a spreadsheet would run begin with an apostrophe.
        using (var csv = CsvWriter.Create(file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteHeader(["indicator", "title", "unit", .. Profiles.SelectMany(p => (string[])[p.Authority.Name, $"{p.Authority.Name}, period"])]);
            foreach (var (indicator, values) in Rows)
            {
                foreach (var cell in (string[])[indicator.Code, indicator.Title, indicator.Unit]) csv.WriteField(cell);
                foreach (var value in values)
                {
                    if (decimal.TryParse(value?.Value, out var number)) csv.WriteField(number);
                    else csv.WriteField("");
                    csv.WriteField(value?.Period.Label ?? "");
                }
                csv.EndRecord();
            }
        }
        return File(file.ToArray(), "text/csv", "comparison.csv");
    }

    async Task Load(CancellationToken ct)
    {
        var authorities = Choices.Authorities(indicators, ct);
        var datasets = (await indicators.ListDatasetsAsync(new() { PageSize = 1000 }, cancellationToken: ct)).Datasets;
        Datasets = [.. datasets.Where(d => d.Versions.Any(v => v.Released)).Select(d => KeyValuePair.Create(d.Id, d.Title))];
        Authorities = await authorities;
        La = [.. La.Where(code => code.Length > 0).Distinct().Take(Most)];
        if (La.Length == 0 || datasets.FirstOrDefault(d => d.Id == Dataset) is not { } dataset) return;
        var version = Choices.Version(dataset, 0).Name;
        Profiles = await Task.WhenAll(La.Select(code => indicators.GetProfileAsync(new() { DatasetVersion = version, LaCode = code }, cancellationToken: ct).ResponseAsync));
    }
}
