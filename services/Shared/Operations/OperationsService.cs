using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

/// <summary>What people ask of a service that runs, and do where it does not run well; the same for every service, one file per RPC.</summary>
/// <param name="db">The service's own database.</param>
/// <param name="service">Its name.</param>
/// <param name="health">What its readiness hangs on.</param>
/// <param name="provider">Holds the error queue, where the service hears events at all.</param>
public sealed partial class OperationsService(ServiceDb db, ServiceName service, HealthCheckService health, IServiceProvider provider)
    : Proto.OperationsService.OperationsServiceBase
{
    readonly ErrorQueue? errors = provider.GetService<ErrorQueue>();

    internal static string Rfc3339(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
