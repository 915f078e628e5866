using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A page about one case, which its address names.</summary>
public abstract class CasePage(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    /// <summary>The etag that was read with the form; empty for what is not there yet, which binding makes null.</summary>
    [BindProperty]
    public string Etag { get; set => field = value ?? ""; } = "";

    /// <summary>The page of a case that is open to a person of the assessments: the case itself, or who works on it.</summary>
    public static string Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Is(Role.Inspector) || caller.Is(Role.Moderator) || caller.Is(Role.Auditor) ? "/Assessments/Case" : "/Assessments/People";
    }

    public string Name => new CaseName(La, Round).ToString();
    public Assessment Case { get; private set; } = new();
    public Framework Framework { get; private set; } = new();

    public bool IsLead => Case.Team?.Lead == Caller.Sub;
    public bool IsModerator => Case.Team?.Moderator == Caller.Sub;
    public bool IsOfTeam => IsLead || Case.Team?.Members.Any(m => m.Person == Caller.Sub) == true;

    /// <summary>Whether whoever is signed in writes on the case now.</summary>
    public bool MayWrite => IsOfTeam && Case.State == AssessmentState.Open;

    public string TitleOf(string area) => Framework.Areas.FirstOrDefault(a => a.Id == area)?.Title ?? area;

    protected JudgementService.JudgementServiceClient Judgement => judgement;

    protected async Task LoadCase(CancellationToken ct)
    {
        var found = judgement.GetAssessmentAsync(new() { Name = Name }, cancellationToken: ct).ResponseAsync;
        var round = judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(found, round);
        Case = await found;
        Framework = await frameworks.Get(judgement, (await round).Framework, ct);
    }

    /// <summary>Goes back to the case, which says what was done.</summary>
    protected IActionResult Back(string done) => DoneSo(done, "/Assessments/Case", new { Round, La });
}
