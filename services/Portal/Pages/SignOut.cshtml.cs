using Apa.Shared;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages;

/// <summary>Ends the session here and at the token authority.</summary>
[Allow(Role.Any)]
public sealed class SignOutModel : PortalPage
{
    public IActionResult OnPost() => SignOut(CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme);
}
