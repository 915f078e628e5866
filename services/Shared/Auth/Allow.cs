using Microsoft.AspNetCore.Authorization;

namespace Apa.Shared;

/// <summary>
/// Who may call an RPC or read a page: any of these roles. A role that carries something behind a colon in the token (authority:919) is named
/// without it; what it carries is checked where the resource is known. What has neither this nor
/// <see cref="AllowAnonymousAttribute"/> is refused to everyone.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AllowAttribute(params string[] roles) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    public IReadOnlyList<string> AnyOf => roles;
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Compares the token's roles with those allowed.</summary>
sealed class AllowHandler : AuthorizationHandler<AllowAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AllowAttribute requirement)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            var caller = new Caller(context.User);
            if (requirement.AnyOf.Any(role => role == Role.Any || caller.Is(role))) context.Succeed(requirement);
        }
        return Task.CompletedTask;
    }
}
