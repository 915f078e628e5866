using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>How the grades of a round are distributed, area by area.</summary>
[Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
public sealed class DistributionModel(ModerationBoardService.ModerationBoardServiceClient board, JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Divisions = [new("", "The whole round"), new("region", "By region"), new("type", "By kind of authority")];

    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    public Distribution Distribution { get; private set; } = new();
    public Framework Framework { get; private set; } = new();
    public string TitleOf(string area) => Framework.Areas.FirstOrDefault(a => a.Id == area)?.Title ?? area;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var by = By switch { "region" => DistributionBy.Region, "type" => DistributionBy.AuthorityType, _ => DistributionBy.Unspecified };
        var asked = board.GetDistributionAsync(new() { Round = $"rounds/{Round}", By = by }, cancellationToken: ct).ResponseAsync;
        var round = await judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct);
        Framework = await frameworks.Get(judgement, round.Framework, ct);
        Distribution = await asked;
    }
}
