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
    public static string For(string service, string person, params string[] roles) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = $"apa-{service}",
        Subject = new ClaimsIdentity([new("sub", person), new("name", person), .. roles.Select(r => new Claim("role", r))]),
        SigningCredentials = new(Key, SecurityAlgorithms.RsaSha256),
        Expires = DateTime.SpecifyKind(new DateTime(2100, 1, 1), DateTimeKind.Utc),
        NotBefore = DateTime.SpecifyKind(new DateTime(2000, 1, 1), DateTimeKind.Utc),
        IssuedAt = DateTime.SpecifyKind(new DateTime(2000, 1, 1), DateTimeKind.Utc),
    });
}
