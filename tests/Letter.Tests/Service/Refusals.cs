using Google.Rpc;
using Grpc.Core;

namespace Apa.Letters.Tests.Service;

/// <summary>What a call was refused with.</summary>
static class Refusals
{
    public static async Task<(StatusCode Code, string Reason)> Refused(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "");
    }

    public static async Task<IEnumerable<string>> RefusedFields(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
    }
}
