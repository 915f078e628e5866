namespace Apa.Shared;

/// <summary>What kind of no a domain gives.</summary>
public enum RefusalKind
{
    /// <summary>Not in this state: FAILED_PRECONDITION.</summary>
    State,

    /// <summary>Not by this person: PERMISSION_DENIED.</summary>
    Forbidden,

    /// <summary>Not this content: INVALID_ARGUMENT.</summary>
    Invalid,

    /// <summary>Not now, something it needs is away: UNAVAILABLE.</summary>
    Unavailable,

    /// <summary>More than is taken: RESOURCE_EXHAUSTED.</summary>
    TooMuch,
}

/// <summary>One thing that is wrong: where and why.</summary>
public sealed record Violation(string Field, string Description);

/// <summary>
/// A domain says no. It knows nothing of gRPC; the interceptor turns it into a status with the reason and all violations.
/// </summary>
/// <param name="reason">UPPER_SNAKE_CASE, stable: programs act on it.</param>
/// <param name="message">For people: what, where and why.</param>
/// <param name="about">The resource that tells more; null: none.</param>
public sealed class Refusal(string reason, string message, RefusalKind kind = RefusalKind.State, IReadOnlyList<Violation>? violations = null, string? about = null)
    : Exception(message)
{
    public string? About => about;
    public string Reason => reason;
    public RefusalKind Kind => kind;
    public IReadOnlyList<Violation> Violations => violations ?? [];
}
