using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Apa.Hosting;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Apa.DevAuthority;

/// <summary>
/// The token endpoint. Three grants: client credentials for services and consumers, the named people of development for the client
/// <c>localhost</c> only, and the codes with which people sign in by a browser (<see cref="SignIn"/>).
/// </summary>
static class Tokens
{
    /// <summary>The grant by which the local host gets a token for one of the people.</summary>
    public const string PersonGrant = "urn:apa:grant:person";
    const string LocalHost = "localhost";

    public static void AddTokens(this IServiceCollection services, IConfiguration configuration, People people, Clients clients) => services
        .AddOpenIddict().AddServer(server =>
        {
            // No store: clients are the stack's own, tokens are not kept.
            server.EnableDegradedMode();
            if (configuration["Auth:Authority"] is { Length: > 0 } issuer) server.SetIssuer(new Uri(issuer));
            server.SetTokenEndpointUris("connect/token");
            server.SetAuthorizationEndpointUris("connect/authorize").SetEndSessionEndpointUris("connect/endsession");
            server.AllowClientCredentialsFlow().AllowCustomFlow(PersonGrant);
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.RegisterScopes([Scopes.OpenId, Scopes.Profile, .. Audiences]);
            server.AddSigningKey(SigningKey(configuration["DevAuthority:KeyDirectory"] ?? "."));
            server.AddEphemeralEncryptionKey().DisableAccessTokenEncryption();
            server.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context => SignIn.Validate(context, configuration)));
            server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(context => SignIn.Validate(context, configuration)));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context => Validate(context, clients, people)));
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(context => Grant(context, clients, people)));
        });

    /// <summary>What a token can be for.</summary>
    public static IEnumerable<string> Audiences => Stack.Services.Select(s => $"apa-{s.Name}");

    static ValueTask Validate(ValidateTokenRequestContext context, Clients clients, People people)
    {
        var request = context.Request;
        var known = clients.SecretOf(context.ClientId ?? "");
        if (string.IsNullOrEmpty(known) || !Same(known, request.ClientSecret ?? "")) context.Reject(Errors.InvalidClient, "unknown client or wrong secret");
        else if (request.GrantType == PersonGrant && context.ClientId != LocalHost) context.Reject(Errors.UnauthorizedClient, "this client may not speak for people");
        else if (request.GrantType == PersonGrant && people.Find((string?)request["person"] ?? "") is null) context.Reject(Errors.InvalidRequest, "there is no such person");
        else if (request.IsClientCredentialsGrantType() && clients.RoleOf(context.ClientId!) is null) context.Reject(Errors.UnauthorizedClient, "this client has no role of its own");
        else if (request.IsClientCredentialsGrantType() && request.GetScopes() is not [_, ..]) context.Reject(Errors.InvalidScope, "say which service the token is for, as scope apa-{service}");
        return default;
    }

    static ValueTask Grant(HandleTokenRequestContext context, Clients clients, People people)
    {
        // What a code stands for was decided when the person was chosen.
        if (context.Request.IsAuthorizationCodeGrantType())
        {
            context.SignIn(context.Principal!);
            return default;
        }
        ClaimsIdentity identity;
        if (context.Request.GrantType == PersonGrant)
        {
            identity = IdentityOf(people.Find((string?)context.Request["person"] ?? "")!);
            identity.SetResources(Audiences);
        }
        else
        {
            var client = context.Request.ClientId!;
            identity = new("OpenIddict", Claims.Name, Claims.Role);
            identity.SetClaim(Claims.Subject, client).SetClaim(Claims.Name, client).SetClaims(Claims.Role, [clients.RoleOf(client)!]);
            identity.SetResources(context.Request.GetScopes().Intersect(Audiences)).SetAccessTokenLifetime(TimeSpan.FromHours(1));
        }
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }

    /// <summary>A person's identity, good for a working day.</summary>
    public static ClaimsIdentity IdentityOf(Person person) => new ClaimsIdentity("OpenIddict", Claims.Name, Claims.Role)
        .SetClaim(Claims.Subject, person.Sub).SetClaim(Claims.Name, person.Name).SetClaims(Claims.Role, [.. person.Roles])
        .SetAccessTokenLifetime(TimeSpan.FromHours(12));

    static bool Same(string known, string given) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    /// <summary>The key stays between starts, so that tokens do.</summary>
    static RsaSecurityKey SigningKey(string directory)
    {
        var path = Path.Combine(directory, "devauthority.pem");
        var rsa = RSA.Create(2048);
        if (File.Exists(path)) rsa.ImportFromPem(File.ReadAllText(path));
        else
        {
            Directory.CreateDirectory(directory);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
        }
        return new(rsa) { KeyId = Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()).AsSpan(0, 8)) };
    }
}
