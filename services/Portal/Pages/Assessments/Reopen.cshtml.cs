using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A moderated or final case is opened again, with a reason.</summary>
[Allow(Role.Moderator, Role.Administrator)]
public sealed class ReopenModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadCase(ct);
        Etag = Case.Etag;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await Judgement.ReopenAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Reason = Reason ?? "" }, cancellationToken: ct)))
            return DoneSo("The case is open again", "/Assessments/Index", new { Round });
        await LoadCase(ct);
        Etag = Case.Etag;
        return Page();
    }

    protected override string InputOf(string field) => field == "reason" ? nameof(Reason) : field;
}
