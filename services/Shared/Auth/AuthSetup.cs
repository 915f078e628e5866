using Google.Protobuf;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Apa.Shared;

/// <summary>JWT bearer by an OIDC authority: the organisation's own in production, the development authority under both hosts.</summary>
static class AuthSetup
{
    public static void AddAuth(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = builder.Configuration["Auth:Authority"];
            options.RequireHttpsMetadata = builder.Configuration.GetValue("Auth:RequireHttps", !builder.Environment.IsDevelopment());
            options.MapInboundClaims = false;
            options.BackchannelTimeout = TimeSpan.FromSeconds(5);
            options.Events = new() { OnAuthenticationFailed = NoteAuthorityAway };
            options.TokenValidationParameters = new()
            {
                ValidAudience = $"apa-{service}",
                RoleClaimType = "role",
                NameClaimType = "sub",
                // Asymmetric only: whoever can check a token must not be able to make one.
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
                ClockSkew = TimeSpan.FromSeconds(30),
            };
        });
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefuseWithReason>();
    }

    /// <summary>Policies by role; whatever names none is refused to everyone.</summary>
    public static void AddPolicies(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        builder.Services.AddSingleton<IAuthorizationHandler, AllowHandler>();
    }

    /// <summary>
    /// A token that cannot be checked because the authority's keys were never had looks like a bad one; a caller must not throw it away.
    /// </summary>
    static async Task NoteAuthorityAway(AuthenticationFailedContext context)
    {
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            context.NoResult();
            context.HttpContext.Features.Set(new AuthorityAway());
        }
    }

    sealed record AuthorityAway;

    /// <summary>A refused gRPC call gets a status with a reason, as every other error, instead of a bare HTTP 401 or 403.</summary>
    sealed class RefuseWithReason : IAuthorizationMiddlewareResultHandler
    {
        readonly AuthorizationMiddlewareResultHandler bare = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            var grpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
            if (authorizeResult.Succeeded || !grpc) return bare.HandleAsync(next, context, policy, authorizeResult);
            var signedIn = context.User.Identity?.IsAuthenticated == true;
            var status = signedIn ? Errors.RoleDenied() : context.Features.Get<AuthorityAway>() is null ? Errors.Unauthenticated() : Errors.AuthorityAway();
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = status.Code.ToString();
            context.Response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
            context.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
            return Task.CompletedTask;
        }
    }
}
