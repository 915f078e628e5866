using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Apa.Portal.Pages;

/// <summary>What a page becomes that cannot be shown; it is shown in place, under the address that was asked for.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ProblemModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Status { get; set; }

    public Problem Problem => HttpContext.Items[typeof(Problem)] as Problem ?? Problem.OfStatus(Status);
}
