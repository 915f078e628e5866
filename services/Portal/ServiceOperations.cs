using Apa.Protos.Operations.V1;
using Grpc.Net.ClientFactory;

namespace Apa.Portal;

/// <summary>What every service answers of itself.</summary>
public sealed class Operations(GrpcClientFactory clients)
{
    /// <summary>Name of the client that asks a service.</summary>
    public static string ClientOf(string service) => $"operations-{service}";

    public OperationsService.OperationsServiceClient Of(string service) => clients.CreateClient<OperationsService.OperationsServiceClient>(ClientOf(service));
}
