using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Two to four cases of a round side by side.</summary>
[Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
public sealed class SideBySideModel(ModerationBoardService.ModerationBoardServiceClient board, JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string[] La { get; set; } = [];

    public IReadOnlyList<CaseColumn> Cases { get; private set; } = [];
    public Framework Framework { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!await Try(async () => Cases = (await board.CompareCasesAsync(new() { Assessments = { La.Select(la => new CaseName(la, Round).ToString()) } }, cancellationToken: ct)).Cases)) return;
        var round = await judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct);
        Framework = await frameworks.Get(judgement, round.Framework, ct);
    }
}
