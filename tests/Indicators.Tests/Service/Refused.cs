using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Apa.Indicators.Tests.Service;

/// <summary>What a call was refused with.</summary>
sealed record Refused(StatusCode Code, string Reason, IReadOnlyList<string> Fields)
{
    public static async Task<Refused> By<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        var status = error.GetRpcStatus();
        return new(error.StatusCode, status?.GetDetail<ErrorInfo>()?.Reason ?? "",
            [.. status?.GetDetail<BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? []]);
    }

    public static async Task<(StatusCode, string)> With<T>(Func<AsyncUnaryCall<T>> call) => await By(call) is var refused ? (refused.Code, refused.Reason) : default;
}
