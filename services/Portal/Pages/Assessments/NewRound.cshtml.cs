using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A round is opened with the authorities that are to be assessed.</summary>
[Allow(Role.Administrator)]
public sealed class NewRoundModel(JudgementService.JudgementServiceClient judgement, IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty]
    public string? Id { get; set; }

    [BindProperty]
    public string? RoundTitle { get; set; }

    /// <summary>frameworks/{id}/versions/{n}.</summary>
    [BindProperty]
    public string? FrameworkName { get; set; }

    [BindProperty]
    public string? LetterDate { get; set; }

    [BindProperty]
    public string? ReleaseInstant { get; set; }

    [BindProperty]
    public string? Notice { get; set; }

    /// <summary>LA codes.</summary>
    [BindProperty]
    public List<string> Members { get; set; } = [];

    public IReadOnlyList<Geography> Geographies { get; private set; } = [];
    public IReadOnlyList<Framework> Known { get; private set; } = [];
    public IEnumerable<KeyValuePair<string, string>> Frameworks => Known.Select(f => KeyValuePair.Create(f.Name, $"{f.Title}, version {f.Framework_.Version}"));
    public string MembersFault => string.Join("; ", Refused?.Violations.Where(v => v.Field.StartsWith("round.members", StringComparison.Ordinal)).Select(v => v.Description) ?? []);

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await Load(ct);
        var round = new Round
        {
            Id = Id ?? "",
            Title = RoundTitle ?? "",
            Framework = Known.FirstOrDefault(f => f.Name == FrameworkName)?.Framework_,
            LetterDate = LetterDate ?? "",
            ReleaseInstant = ReleaseInstant ?? "",
            TimeZone = "Europe/London",
            Notice = Notice ?? "",
            Members = { Geographies.Where(g => Members.Contains(g.Code)).Select(Member) },
        };
        return await Try(async () => await judgement.OpenRoundAsync(new() { RequestId = RequestId, Round = round }, cancellationToken: ct))
            ? DoneSo($"{round.Title} is open", "/Assessments/Index", new { Round = round.Id })
            : Page();
    }

    Member Member(Geography geography) => new()
    {
        State = MemberState.ToAssess,
        Authority = new()
        {
            LaCode = geography.Code,
            Name = geography.DisplayName,
            FormalName = geography.FormalName,
            Codes = { geography.Codes },
            Region = geography.Region,
            RegionName = regions.GetValueOrDefault(geography.Region, ""),
        },
    };

    protected override string InputOf(string field) => field switch
    {
        "round.id" => nameof(Id),
        "round.title" => nameof(RoundTitle),
        "round.framework" => nameof(FrameworkName),
        "round.letter_date" => nameof(LetterDate),
        "round.release_instant" => nameof(ReleaseInstant),
        "round.notice" => nameof(Notice),
        _ => field,
    };

    Dictionary<string, string> regions = [];

    async Task Load(CancellationToken ct)
    {
        var places = indicators.ListGeographiesAsync(new() { PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        Known = (await judgement.ListFrameworksAsync(new() { PageSize = 1000 }, cancellationToken: ct)).Frameworks;
        var all = (await places).Geographies;
        Geographies = [.. all.Where(g => g.Kind == GeographyKind.Authority).OrderBy(g => g.DisplayName, StringComparer.Ordinal)];
        regions = all.Where(g => g.Kind == GeographyKind.Region).ToDictionary(g => g.Code, g => g.DisplayName);
    }
}
