using Apa.Shared;

namespace Apa.Portal.Pages;

/// <summary>The first page: the areas of whoever is signed in.</summary>
[Allow(Role.Any)]
public sealed class IndexModel(PublicAddresses addresses) : PortalPage
{
    /// <summary>Where what is published is shown to everybody; null where not configured.</summary>
    public string? Register => addresses.Register;
}
