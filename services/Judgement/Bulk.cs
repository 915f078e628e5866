using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

/// <summary>One request for many cases, each in a transaction of its own.</summary>
public static class Bulk
{
    /// <summary>So many cases at most in one request.</summary>
    public const int Most = 1000;

    /// <summary>What came of one: a refusal is told and stops nothing; a store that is away stops all.</summary>
    public static async Task<(BulkResult Result, string Reason)> Try<T>(Func<Task<T>> act)
    {
        try
        {
            await act();
            return (BulkResult.Done, "");
        }
        catch (Refusal refusal)
        {
            return (BulkResult.Refused, refusal.Message);
        }
        catch (RpcException error) when (error.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal))
        {
            return error.StatusCode is StatusCode.AlreadyExists ? (BulkResult.DoneBefore, "") : (BulkResult.Refused, error.Status.Detail);
        }
    }
}
