using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>The figures of an authority by outcome, each beside England and its neighbours. All that is chosen stands in the address.</summary>
[Allow(Role.Any)]
public sealed class ProfileModel(
    IndicatorsService.IndicatorsServiceClient indicators, JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Dataset { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int Version { get; set; }

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Outcome { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Method { get; set; }

    /// <summary>True: only indicators that have a value.</summary>
    [BindProperty(SupportsGet = true)]
    public bool OnlyWithData { get; set; }

    public Profile Profile { get; private set; } = new();
    public Dataset Shown { get; private set; } = new();
    public IReadOnlyDictionary<string, string> Titles { get; private set; } = new Dictionary<string, string>();
    public IReadOnlyList<KeyValuePair<string, string>> Authorities { get; private set; } = [];
    public IEnumerable<IGrouping<string, ProfileRow>> ByOutcome => Profile.Rows.Where(r => !OnlyWithData || r.Values.Any(v => v.Value.Length > 0)).GroupBy(r => r.Indicator.Outcome);
    public IEnumerable<KeyValuePair<string, string>> Outcomes => Titles.Select(t => KeyValuePair.Create(t.Key, t.Value)).Prepend(new("", "All outcomes"));
    public string TitleOf(string outcome) => Titles.GetValueOrDefault(outcome, outcome.Length > 0 ? outcome : "Other");

    public async Task OnGetAsync(CancellationToken ct)
    {
        var titles = frameworks.OutcomeTitles(judgement, ct);
        var authorities = Choices.Authorities(indicators, ct);
        var request = await Asked(ct);
        Profile = await indicators.GetProfileAsync(request, cancellationToken: ct);
        (Titles, Authorities) = (await titles, await authorities);
    }

    /// <summary>What the page shows, as a file.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        using var call = indicators.ExportProfile(new() { Profile = await Asked(ct), Format = ExportFormat.Csv }, cancellationToken: ct);
        var file = new MemoryStream();
        var (name, type) = ("profile.csv", "text/csv");
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(ct))
        {
            if (chunk.FileName.Length > 0) (name, type) = (chunk.FileName, chunk.MediaType);
            chunk.Data.WriteTo(file);
        }
        file.Position = 0;
        return File(file, type, name);
    }

    async Task<GetProfileRequest> Asked(CancellationToken ct)
    {
        Shown = await indicators.GetDatasetAsync(new() { Name = $"datasets/{Dataset}" }, cancellationToken: ct);
        var version = Choices.Version(Shown, Version);
        Version = version.Version;
        return new() { DatasetVersion = version.Name, LaCode = La, Outcome = Outcome ?? "", Method = Choices.MethodOf(Method) };
    }
}
