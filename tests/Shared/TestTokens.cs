using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Apa.Tests;

/// <summary>An authority of our own for tests: a key, and tokens for anyone.</summary>
public static class TestTokens
{
    public const string Issuer = "https://authority.test/";
    public static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "test" };

    /// <summary>Makes a service trust these tokens instead of an authority's.</summary>
    public static void Trust(IServiceCollection services) => services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
    {
        options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = Issuer, SigningKeys = { Key } });
        options.TokenValidationParameters.ValidIssuer = Issuer;
        options.TokenValidationParameters.IssuerSigningKey = Key;
    });

    /// <summary>A token of a person for a service, with its roles.</summary>
    public static string For(string service, string person, params string[] roles) => Make(service, person, roles);

    /// <summary>The same with something else than it should be.</summary>
    public static string Make(
        string service, string person, string[] roles, string issuer = Issuer, SigningCredentials? signing = null, DateTime? notBefore = null, DateTime? expires = null) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = $"apa-{service}",
            Subject = new ClaimsIdentity([new("sub", person), new("name", person), .. roles.Select(r => new Claim("role", r))]),
            SigningCredentials = signing ?? new(Key, SecurityAlgorithms.RsaSha256),
            Expires = Utc(expires ?? new(2100, 1, 1)),
            NotBefore = Utc(notBefore ?? new(2000, 1, 1)),
            IssuedAt = Utc(new(2000, 1, 1)),
        });

    static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
