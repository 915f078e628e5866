using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Apa.Portal.Tests;

public sealed class PolicyTests : IDisposable
{
    readonly WebApplicationFactory<Program> portal = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Auth:Authority", "http://127.0.0.1:1");
        builder.UseSetting("Auth:ClientId", "portal");
    });

    /// <summary>Every page with its route in lower case; empty for the first.</summary>
    internal IEnumerable<(string Route, EndpointMetadataCollection Metadata)> Pages => Endpoints.Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        .Select(e => (e.RoutePattern.RawText!.ToLowerInvariant(), e.Metadata)).Where(page => page.Item1 != "index");

    List<RouteEndpoint> Endpoints => [.. portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Fact]
    public void Every_page_and_file_names_its_policy()
    {
        Assert.NotEmpty(Endpoints);
        Assert.Empty(Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is null).Select(e => e.DisplayName));
    }

    [Fact]
    public void Every_page_is_walked_through()
    {
        Assert.Equal(Pages.Select(page => page.Route).Distinct().Order(), Walk.Stops.Select(s => s.Route).Distinct().Order());
    }

    public void Dispose() => portal.Dispose();
}
