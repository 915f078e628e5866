using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.Extensions.Primitives;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Apa.DevAuthority;

/// <summary>
/// Sign-in by a browser: authorization code with PKCE for the portal. Without a store a code can be used again until it expires;
/// for that, too, this is for one machine only.
/// </summary>
static class SignIn
{
    /// <summary>The client must be one with a redirect URI, and name exactly that.</summary>
    public static ValueTask Validate(ValidateAuthorizationRequestContext context, IConfiguration configuration)
    {
        var known = configuration[$"DevAuthority:RedirectUris:{context.ClientId}"];
        if (string.IsNullOrEmpty(context.ClientId) || string.IsNullOrEmpty(known)) context.Reject(Errors.UnauthorizedClient, "nobody signs in by this client");
        else if (!string.Equals(context.RedirectUri, known, StringComparison.Ordinal)) context.Reject(Errors.InvalidRequest, "this is not the redirect URI that is configured");
        return default;
    }

    /// <summary>As is the address after signing out.</summary>
    public static ValueTask Validate(ValidateEndSessionRequestContext context, IConfiguration configuration)
    {
        var known = configuration[$"DevAuthority:SignedOutUris:{context.ClientId}"];
        if (context.PostLogoutRedirectUri is { Length: > 0 } uri && !string.Equals(uri, known, StringComparison.Ordinal))
            context.Reject(Errors.InvalidRequest, "this is not the address after signing out that is configured");
        return default;
    }

    /// <summary>Shows the people, or goes back as the one who was chosen.</summary>
    public static async Task<IResult> Authorize(HttpContext http, People people)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (HttpMethods.IsPost(http.Request.Method) && people.Find((string?)request[ChooserPage.Person] ?? "") is { } person)
        {
            var identity = Tokens.IdentityOf(person);
            identity.SetScopes(request.GetScopes()).SetResources(request.GetScopes().Intersect(Tokens.Audiences));
            identity.SetDestinations(static claim => claim.Type is Claims.Name or Claims.Role ? [Destinations.AccessToken, Destinations.IdentityToken] : [Destinations.AccessToken]);
            return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }
        IEnumerable<KeyValuePair<string, StringValues>> given = HttpMethods.IsPost(http.Request.Method) ? await http.Request.ReadFormAsync() : http.Request.Query;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(ChooserPage.Of(people.All, given), "text/html; charset=utf-8");
    }

    /// <summary>There is no session here: back at once.</summary>
    public static IResult EndSession() => Results.SignOut(authenticationSchemes: [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
