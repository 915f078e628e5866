using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Publications;

/// <summary>Takes everything that is scheduled of a round back. Who is on call is named one by one, so no role is asked for.</summary>
[Allow(Role.Any)]
public sealed class AbortModel(PublicationService.PublicationServiceClient publications) : RoundPage(publications)
{
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>How it stands once it was aborted; null before.</summary>
    public Release? Aborted { get; private set; }

    public void OnGet()
    {
        // An empty form: whoever is on call need not be allowed to read the release.
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await Try(async () => Aborted = await Service.AbortReleaseAsync(new() { RequestId = RequestId, Round = RoundName, Reason = Reason ?? "" }, cancellationToken: ct));
        return Page();
    }

    protected override string InputOf(string field) => field == "reason" ? nameof(Reason) : field;
}
