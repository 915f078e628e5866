using Google.Rpc;
using Grpc.Core;

namespace Apa.Portal;

/// <summary>What stands against something, in words for people.</summary>
/// <param name="Status">HTTP status that says the same.</param>
/// <param name="Title">In a line.</param>
/// <param name="What">What to know or do.</param>
/// <param name="Reason">Reason of the services' catalogue; empty where there is none.</param>
/// <param name="Violations">Everything that is wrong, by field or subject.</param>
public sealed record Problem(int Status, string Title, string What, string Reason, IReadOnlyList<Problem.Violation> Violations)
{
    /// <param name="Field">Field of the request, or what the complaint is about; may be empty.</param>
    /// <param name="Description">What is wrong with it.</param>
    public sealed record Violation(string Field, string Description);

    public static readonly Problem NotFound = new(404, "Page not found", "If you typed the address, check it. Pages of other authorities are not shown to everyone.", "", []);
    public static readonly Problem Forbidden = new(403, "You may not see this page", "Your roles do not allow it. If they should, ask an administrator of your organisation.", "", []);
    public static readonly Problem Away = new(503, "Sorry, this part of the service is away", "Nothing was lost. Try again in a minute.", "", []);
    public static readonly Problem SignInFailed = new(400, "You were not signed in", "The sign-in was stopped or took too long. Open the page you wanted again.", "", []);
    public static readonly Problem FormTooOld = new(400, "This form cannot be sent", "It may have been open too long, or you signed in again since. Go back, reload the page and send it again.", "", []);
    public static readonly Problem Ours = new(500, "Sorry, there is a problem with the service", "Try again later. Nothing was changed unless a page said so.", "", []);

    /// <summary>What a status without a reason says.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => FormTooOld,
        403 => Forbidden,
        404 or 405 => NotFound,
        503 => Away,
        _ => Ours,
    };

    /// <summary>What a service answered.</summary>
    public static Problem Of(RpcException error)
    {
        var status = error.GetRpcStatus();
        var reason = status?.GetDetail<ErrorInfo>()?.Reason ?? "";
        Violation[] violations =
        [
            .. (status?.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(v => new Violation(v.Field, v.Description)),
            .. (status?.GetDetail<PreconditionFailure>()?.Violations ?? []).Select(v => new Violation(v.Subject, v.Description)),
        ];
        return error.StatusCode switch
        {
            StatusCode.NotFound => NotFound with { Reason = reason },
            StatusCode.PermissionDenied => Forbidden with { Reason = reason, What = Sentence(error.Status.Detail) },
            StatusCode.Unavailable or StatusCode.DeadlineExceeded => Away with { Reason = reason },
            StatusCode.Aborted => new(409, "Someone changed this meanwhile", $"{Sentence(error.Status.Detail)} What you typed is kept on this page. Look at what is there now, then send yours again if it still holds.", reason, violations),
            StatusCode.InvalidArgument => new(400, "There is a problem", violations.Length > 0 ? "" : Sentence(error.Status.Detail), reason, violations),
            StatusCode.FailedPrecondition or StatusCode.AlreadyExists => new(409, "This cannot be done now", Sentence(error.Status.Detail), reason, violations),
            StatusCode.ResourceExhausted => new(413, "This is too much", Sentence(error.Status.Detail), reason, violations),
            _ => Ours with { Reason = reason },
        };
    }

    /// <summary>Whether a call may be made again under the same request id: nobody knows yet what became of it.</summary>
    public bool MayHaveHappened => Status is 503 or 500;

    static string Sentence(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
