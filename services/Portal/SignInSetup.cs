using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Apa.Portal;

/// <summary>
/// Sign-in by OpenID Connect: authorization code with PKCE, a confidential client. The person's access token lies in the encrypted
/// session cookie and nowhere else; the session ends when the token does.
/// </summary>
static class SignInSetup
{
    const string AccessToken = "access_token";

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        // A Secure cookie does not come back over plain http, which is for this machine only.
        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        var prefix = secure == CookieSecurePolicy.Always ? "__Host-" : "";
        builder.Services.AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie(options =>
            {
                Harden(options.Cookie, $"{prefix}apa-session", secure);
                options.SlidingExpiration = false;
                options.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
            })
            .AddOpenIdConnect(options => Configure(options, builder, secure));
        builder.Services.AddAntiforgery(options => Harden(options.Cookie, $"{prefix}apa-form", secure));
        builder.Services.Configure<Microsoft.AspNetCore.Mvc.CookieTempDataProviderOptions>(options => Harden(options.Cookie, $"{prefix}apa-done", secure));
        builder.Services.AddHttpContextAccessor();
        var keys = builder.Services.AddDataProtection().SetApplicationName("apa-portal");
        if (builder.Configuration["Sessions:KeyDirectory"] is { Length: > 0 } directory)
        {
            if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            keys.PersistKeysToFileSystem(new(directory));
        }
    }

    static void Configure(OpenIdConnectOptions options, WebApplicationBuilder builder, CookieSecurePolicy secure)
    {
        options.Authority = builder.Configuration["Auth:Authority"];
        options.ClientId = builder.Configuration["Auth:ClientId"];
        options.ClientSecret = builder.Configuration["Auth:ClientSecret"];
        options.RequireHttpsMetadata = builder.Configuration.GetValue("Auth:RequireHttps", !builder.Environment.IsDevelopment());
        options.ResponseType = OpenIdConnectResponseType.Code;
        // By query: the answer of a form from elsewhere would come without our SameSite cookies.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.BackchannelTimeout = TimeSpan.FromSeconds(5);
        options.TokenValidationParameters.NameClaimType = "name";
        options.TokenValidationParameters.RoleClaimType = "role";
        options.SignedOutRedirectUri = "/signed-out";
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", "profile", .. ServiceClients.Services.Select(s => $"apa-{s}")]) options.Scope.Add(scope);
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = secure;
        }
        options.Events.OnTokenValidated = KeepAccessToken;
        options.Events.OnRemoteFailure = SayWhy;
        options.Events.OnRedirectToIdentityProviderForSignOut = SignOutThereToo;
    }

    static Task KeepAccessToken(TokenValidatedContext context)
    {
        var (answer, properties) = (context.TokenEndpointResponse!, context.Properties!);
        properties.StoreTokens([new() { Name = AccessToken, Value = answer.AccessToken }]);
        var time = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        var lifetime = int.TryParse(answer.ExpiresIn, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(5);
        properties.ExpiresUtc = time.GetUtcNow() + lifetime;
        properties.AllowRefresh = false;
        return Task.CompletedTask;
    }

    static Task SayWhy(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.HttpContext.Items[typeof(Problem)] = Problem.SignInFailed;
        return Task.CompletedTask;
    }

    /// <summary>Without an id token kept, our client id says who asks; an authority that has no such endpoint is left alone.</summary>
    static Task SignOutThereToo(RedirectContext context)
    {
        context.ProtocolMessage.ClientId = context.Options.ClientId;
        if (string.IsNullOrEmpty(context.ProtocolMessage.IssuerAddress))
        {
            context.Response.Redirect(context.Options.SignedOutRedirectUri);
            context.HandleResponse();
        }
        return Task.CompletedTask;
    }

    static void Harden(CookieBuilder cookie, string name, CookieSecurePolicy secure)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = secure;
        cookie.Path = "/";
    }

    /// <summary>The token of whoever is signed in; empty for the public.</summary>
    public static async Task<string> TokenOfPerson(IServiceProvider services) =>
        services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? await http.GetTokenAsync(AccessToken) ?? "" : "";
}
