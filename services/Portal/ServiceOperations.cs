using Grpc.Net.ClientFactory;
using OperationsClient = Apa.Protos.Operations.V1.OperationsService.OperationsServiceClient;

namespace Apa.Portal;

/// <summary>What every service answers of itself.</summary>
public sealed class ServiceOperations(GrpcClientFactory clients)
{
    /// <summary>Name of the client that asks a service.</summary>
    public static string ClientOf(string service) => $"operations-{service}";

    public OperationsClient Of(string service) => clients.CreateClient<OperationsClient>(ClientOf(service));
}
