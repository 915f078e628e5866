using Google.Rpc;
using Grpc.Core;

namespace Apa.Judgements.Tests.Service;

/// <summary>Reads what a call was refused with.</summary>
static class Refused
{
    public static async Task<(StatusCode, string)> By<T>(Func<AsyncUnaryCall<T>> call) => await By(async () => await call());

    public static async Task<(StatusCode, string)> By(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return (error.StatusCode, Reason(error));
    }

    public static string Reason(RpcException error) => error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason;

    public static IEnumerable<string> Fields(RpcException error) => error.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field);

    public static IEnumerable<string> Descriptions(RpcException error) => error.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Description);

    public static IEnumerable<string> Subjects(RpcException error) => error.GetRpcStatus()!.GetDetail<PreconditionFailure>().Violations.Select(violation => violation.Subject);
}
