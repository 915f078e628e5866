using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Indicators;

/// <summary>The open version of a dataset is released; from the second on with what changed.</summary>
[Allow(Role.Analyst)]
public sealed class ReleaseModel(IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    const int Spare = 2;

    /// <summary>Kinds of revision as a changelog names them.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Kinds =
    [
        new("", "None"), new("value", "A figure"), new("label", "A title, not its data"), new("band-colour", "A wrong band"), new("bands-uprated", "Bands of a new year"),
        new("denominator", "What is counted over"), new("exclusions", "Cases left out"), new("omission", "Cases that had been missed"), new("comparator-set", "A comparator set"),
        new("light", "A light that was missing or wrong"), new("period-extended", "Earlier periods"), new("polarity", "Which way is good"), new("status", "How final a figure is"),
        new("catalogue", "An indicator came in"), new("definition", "What is counted"),
    ];

    public static string TitleOf(string kind) => Kinds.FirstOrDefault(k => k.Key == kind).Value ?? kind;

    /// <summary>A line of the changelog as it was typed.</summary>
    public sealed class Line
    {
        public string? Kind { get; set; }
        public string? Description { get; set; }
    }

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The etag that was read with the form.</summary>
    [BindProperty]
    public string Etag { get; set => field = value ?? ""; } = "";

    [BindProperty]
    public List<Line> Lines { get; set; } = [];

    public Dataset Dataset { get; private set; } = new();
    public DatasetVersion? Open => Dataset.Versions.LastOrDefault(v => !v.Released);

    /// <summary>Kinds of difference to the version before, with how many there are.</summary>
    public IReadOnlyList<KindCount> Found { get; private set; } = [];

    /// <summary>Lines that say something, in the order of the request.</summary>
    List<Line> Sent => [.. Lines.Where(l => $"{l.Kind}{l.Description}".Length > 0)];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Etag = Dataset.Etag;
        Lines = [.. Found.Select(c => new Line { Kind = c.Kind }), .. Enumerable.Range(0, Spare).Select(_ => new Line())];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var changelog = Sent.Select(l => new ChangelogEntry { Kind = l.Kind ?? "", Description = l.Description ?? "" });
        if (await Try(async () => Dataset = await indicators.ReleaseDatasetAsync(new() { RequestId = RequestId, Name = $"datasets/{Id}", Etag = Etag, Changelog = { changelog } }, cancellationToken: ct)))
            return DoneSo($"Version {Dataset.Versions[^1].Version} is released", "/Indicators/Dataset", new { Id });
        await Load(ct);
        Etag = Dataset.Etag;
        return Page();
    }

    protected override string InputOf(string field) => Indexed.Of(field, "changelog") is { } at && at.Index < Sent.Count
        ? $"Lines[{Lines.IndexOf(Sent[at.Index])}].{(at.Rest == "kind" ? nameof(Line.Kind) : nameof(Line.Description))}"
        : field;

    async Task Load(CancellationToken ct)
    {
        Dataset = await indicators.GetDatasetAsync(new() { Name = $"datasets/{Id}" }, cancellationToken: ct);
        if (Open is { Version: > 1 } open)
            Found = (await indicators.DiffDatasetVersionsAsync(new() { From = $"datasets/{Id}/versions/{open.Version - 1}", To = open.Name, PageSize = 1 }, cancellationToken: ct)).Counts;
    }
}
