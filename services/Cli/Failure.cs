using Google.Rpc;
using Grpc.Core;

namespace Apa.Cli;

/// <summary>Turns what a service answered into lines for the terminal: what, where and why, all violations at once.</summary>
static class Failure
{
    /// <summary>The reason of the service's catalogue; empty where it gave none.</summary>
    public static string Reason(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";

    public static IEnumerable<string> Lines(RpcException error)
    {
        var status = error.GetRpcStatus();
        var info = status?.GetDetail<ErrorInfo>();
        yield return $"{error.StatusCode}{(info is null ? "" : $" {info.Reason}")}: {error.Status.Detail}";
        foreach (var violation in status?.GetDetail<BadRequest>()?.FieldViolations ?? [])
            yield return $"  {violation.Field}: {violation.Description}";
        foreach (var violation in status?.GetDetail<PreconditionFailure>()?.Violations ?? [])
            yield return $"  {violation.Subject}: {violation.Description}";
    }
}
