using Apa.Protos.Operations.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Portal.Pages.Operations;

/// <summary>How every service stands: readiness, what is to be sent, what waits and what failed.</summary>
[Allow(Role.Auditor)]
public sealed class IndexModel(ServiceOperations operations) : PortalPage
{
    /// <summary>By service; null where it does not answer.</summary>
    public IReadOnlyList<(string Service, GetStatusResponse? Status)> Services { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Services = [.. ServiceClients.Services.Zip(await Task.WhenAll(ServiceClients.Services.Select(service => StatusOf(service, ct))))];

    async Task<GetStatusResponse?> StatusOf(string service, CancellationToken ct)
    {
        try
        {
            return await operations.Of(service).GetStatusAsync(new(), cancellationToken: ct);
        }
        catch (RpcException error) when (error.StatusCode is Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }
}
