using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Apa.Shared;

/// <summary>
/// Every error that a service answers with, each a google.rpc.Status with ErrorInfo; bad input names all violations at once.
/// Nothing else makes an <see cref="RpcException"/>.
/// </summary>
public static class Errors
{
    /// <summary>ErrorInfo's domain.</summary>
    public const string Domain = "apa.micro";

    /// <summary>There is no such resource, or the caller may not know of it.</summary>
    public static RpcException NotFound(string name) => Make(Code.NotFound, "NOT_FOUND", $"{name} is not there",
        new ResourceInfo { ResourceName = name });

    /// <summary>The name is taken.</summary>
    public static RpcException AlreadyExists(string name) => Make(Code.AlreadyExists, "ALREADY_EXISTS", $"{name} is there already",
        new ResourceInfo { ResourceName = name });

    /// <summary>Bad input: everything that is wrong with it.</summary>
    public static RpcException Invalid(IReadOnlyList<Violation> violations, string reason = "INVALID_ARGUMENT", string? message = null, string? about = null)
    {
        var request = new BadRequest();
        request.FieldViolations.Add(violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
        return Make(Code.InvalidArgument, reason, message ?? string.Join("; ", violations.Take(5).Select(v => $"{v.Field}: {v.Description}")),
            about is null ? [request] : [request, new ResourceInfo { ResourceName = about }]);
    }

    /// <summary>The row has moved on since it was read.</summary>
    /// <param name="changed">Who changed it last, where that is known.</param>
    public static RpcException EtagMismatch(string name, string given, string current, Changed? changed = null) => Make(Code.Aborted, "ETAG_MISMATCH",
        $"{name} has moved on: etag '{given}' was given, it is '{current}' now; {(changed is null ? "" : $"{changed}; ")}read it again",
        new ResourceInfo { ResourceName = name, Owner = changed?.Person ?? "" });

    /// <summary>Two callers changed the same at the same moment.</summary>
    public static RpcException Concurrent() => Make(Code.Aborted, "CONCURRENT_CHANGE", "somebody changed this at the same moment; read it again");

    /// <summary>The request id was used for something else.</summary>
    public static RpcException RequestIdReused(string requestId) => Invalid(
        [new("request_id", $"{requestId} was used before with other content")], "REQUEST_ID_REUSED");

    /// <summary>A store that the answer needs is away; ask again.</summary>
    public static RpcException Unavailable(string what) => Make(Code.Unavailable, "UNAVAILABLE", $"{what} is away; ask again",
        new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });

    /// <summary>The caller left, or their deadline passed.</summary>
    public static RpcException Cancelled() => Make(Code.Cancelled, "CANCELLED", "cancelled by the caller");

    /// <summary>Our own mistake. The trace id finds it in the log; nothing of the request is shown.</summary>
    public static RpcException Internal(string? traceId) => Make(Code.Internal, "INTERNAL", $"an unexpected error; trace {traceId ?? "unknown"}");

    /// <summary>The caller did not say who they are, or not credibly.</summary>
    public static Status Unauthenticated() => Details(Code.Unauthenticated, "UNAUTHENTICATED", "a valid token of this service's audience is needed");

    /// <summary>Nobody can be known while the authority's keys cannot be had; the token may be good.</summary>
    public static Status AuthorityAway() => Details(Code.Unavailable, "AUTHORITY_AWAY", "the token authority is away; ask again",
        new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });

    /// <summary>The caller's roles do not allow it.</summary>
    public static Status RoleDenied() => Details(Code.PermissionDenied, "ROLE_DENIED", "your roles do not allow this");

    /// <summary>Not for this caller.</summary>
    public static RpcException Denied(string reason, string message) => Make(Code.PermissionDenied, reason, message);

    /// <summary>A domain's no, as a status.</summary>
    public static RpcException From(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Forbidden => Make(Code.PermissionDenied, refusal.Reason, refusal.Message),
        RefusalKind.Invalid => Invalid(refusal.Violations.Count > 0 ? refusal.Violations : [new("", refusal.Message)], refusal.Reason, refusal.Message, refusal.About),
        RefusalKind.TooMuch => Make(Code.ResourceExhausted, refusal.Reason, refusal.Message),
        RefusalKind.Unavailable => Make(Code.Unavailable, refusal.Reason, refusal.Message),
        _ => Make(Code.FailedPrecondition, refusal.Reason, refusal.Message, Preconditions(refusal)),
    };

    static PreconditionFailure Preconditions(Refusal refusal)
    {
        var failure = new PreconditionFailure();
        failure.Violations.Add(refusal.Violations.Select(v =>
            new PreconditionFailure.Types.Violation { Type = refusal.Reason, Subject = v.Field, Description = v.Description }));
        return failure;
    }

    static RpcException Make(Code code, string reason, string message, params IReadOnlyList<Google.Protobuf.IMessage> details) =>
        Details(code, reason, message, details).ToRpcException();

    static Status Details(Code code, string reason, string message, params IReadOnlyList<Google.Protobuf.IMessage> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        status.Details.Add(details.Select(Any.Pack));
        return status;
    }
}

/// <summary>The last change of something: who, what and when.</summary>
public sealed record Changed(string Person, string What, DateTimeOffset At)
{
    public override string ToString() => $"{Person} changed {What} at {At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z";
}
