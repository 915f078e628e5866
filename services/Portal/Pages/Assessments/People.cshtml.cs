using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Who works on a case, until it is final.</summary>
[Allow(Role.Administrator)]
public sealed class PeopleModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    [BindProperty]
    public string? Lead { get; set; }

    /// <summary>A line each: person and body.</summary>
    [BindProperty]
    public string? Members { get; set; }

    [BindProperty]
    public string? Moderator { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadCase(ct);
        (Etag, Lead, Members, Moderator) = (Case.Etag, Case.Team?.Lead, Teams.Lines(Case.Team), Case.Team?.Moderator);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await Judgement.ChangeTeamAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Team = Teams.Of(Lead, Members, Moderator), Reason = Reason ?? "" }, cancellationToken: ct)))
            return DoneSo("The team is changed", "/Assessments/People", new { Round, La });
        await LoadCase(ct);
        Etag = Case.Etag;
        return Page();
    }

    protected override string InputOf(string field) => field == "reason" ? nameof(Reason) : field.StartsWith("team", StringComparison.Ordinal) ? Teams.InputOf(field) : field;
}
