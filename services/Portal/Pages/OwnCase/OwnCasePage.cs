using Apa.Protos.Judgements.V1;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>A page about a case as its authority sees it: what passes between them, and the judgement once it is final.</summary>
public abstract class OwnCasePage(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    public string Name => new CaseName(La, Round).ToString();
    public Round Shown { get; private set; } = new();
    public Framework Framework { get; private set; } = new();
    public string Authority => Shown.Members.FirstOrDefault(m => m.Authority.LaCode == La)?.Authority.Name ?? La;
    public string TitleOf(string area) => Framework.Areas.FirstOrDefault(a => a.Id == area)?.Title ?? area;

    protected JudgementService.JudgementServiceClient Judgement => judgement;

    protected async Task LoadRound(CancellationToken ct)
    {
        Shown = await judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct);
        Framework = await frameworks.Get(judgement, Shown.Framework, ct);
    }
}
