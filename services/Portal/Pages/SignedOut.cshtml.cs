using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Apa.Portal.Pages;

/// <summary>Where one ends after signing out.</summary>
[AllowAnonymous]
public sealed class SignedOutModel : PageModel;
