using System.Security.Claims;
using Grpc.Core;

namespace Apa.Shared;

/// <summary>Who is calling, by their token.</summary>
public sealed class Caller(ClaimsPrincipal principal)
{
    readonly string[] roles = [.. principal.FindAll("role").Select(c => c.Value)];

    /// <summary>Subject id of the person or client; empty for the public.</summary>
    public string Sub { get; } = principal.FindFirstValue("sub") ?? "";

    /// <summary>Name for people; empty where the token has none.</summary>
    public string Name { get; } = principal.FindFirstValue("name") ?? "";

    /// <summary>Whether the caller has a role; of those that carry something behind a colon, whatever it carries.</summary>
    public bool Is(string role) => roles.Contains(role) || (Role.Carrying.Contains(role) && Behind(role).Any());

    /// <summary>Whether the caller speaks for this authority.</summary>
    public bool IsAuthority(string laCode) => roles.Contains($"{Role.Authority}:{laCode}");

    /// <summary>Authorities that the caller speaks for, by LA code.</summary>
    public IEnumerable<string> Authorities => Behind(Role.Authority);

    /// <summary>Whether the caller may sign for this body.</summary>
    public bool IsSignatory(string body) => roles.Contains($"{Role.Signatory}:{body}");

    /// <summary>Bodies that the caller signs for.</summary>
    public IEnumerable<string> Bodies => Behind(Role.Signatory);

    /// <summary>Audiences that the caller consumes for; the public's is "public".</summary>
    public IEnumerable<string> Audiences => Behind(Role.Consumer);

    IEnumerable<string> Behind(string role) => roles.Where(r => r.StartsWith(role + ":", StringComparison.Ordinal)).Select(r => r[(role.Length + 1)..]);
}

public static class CallerOfContext
{
    /// <summary>Who is calling.</summary>
    public static Caller Caller(this ServerCallContext context) => new(context.GetHttpContext().User);
}
