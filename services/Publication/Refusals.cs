using Apa.Protos.Publications.V1;
using Apa.Shared;

namespace Apa.Publications;

/// <summary>What this service refuses for reasons of its own, one factory each.</summary>
public static class Refusals
{
    public static Refusal FrameworkImmutable(string name) =>
        new("FRAMEWORK_IMMUTABLE", $"{name} is there with other content: a changed framework is a new version");

    public static Refusal WrongState(string name, PublicationState state, string verb) =>
        new("WRONG_STATE", $"{name} is {state.ToString().ToUpperInvariant()}: no {verb} from there");

    public static Refusal AlreadyHeld(string name, string reason) => new("ALREADY_HELD", $"{name} is held already: {reason}");

    public static Refusal NotHeld(string name) => new("NOT_HELD", $"{name} is not held");

    public static Refusal NotFailed(string name) => new("NOT_FAILED", $"{name} has not failed: there is nothing to retry");

    public static Refusal CorrectionReasonRequired(string name) => Invalid("CORRECTION_REASON_REQUIRED", "correction_reason",
        $"is required: a letter of {name} is published, and those who had it are told why it changes");

    public static Refusal NothingToCorrect(string name) => Invalid("NOTHING_TO_CORRECT", "correction_reason", $"is refused: no letter of {name} is published that it would correct");

    public static Refusal LateReleaseUndecided(string name, string date) => Invalid("LATE_RELEASE_UNDECIDED", "late_release",
        $"is required: {name} prints {date}, which has been released; keep that date, or wait for a letter with a later one");

    public static Refusal NotLate(string name, string date) => Invalid("NOT_LATE", "late_release", $"is refused: {name} prints {date}, which has not been released yet");

    public static Refusal FrameworkMissing(string name, string framework) => new("FRAMEWORK_MISSING", $"{name} cannot be published: {framework} is not there");

    public static Refusal NotOnCall(string round) => new("NOT_ON_CALL", $"you are not on call for the release of {round}", RefusalKind.Forbidden);

    public static Refusal ReleaseInstantPast(string round, string instant) =>
        new("RELEASE_INSTANT_PAST", $"{round} was to be released at {instant}: from then on a letter is withdrawn, not taken back");

    public static Refusal NothingScheduled(string round) => new("NOTHING_SCHEDULED", $"nothing of {round} is scheduled");

    public static Refusal ReleaseAborted(string name) => new("RELEASE_ABORTED", $"{name}: the release of its round was aborted meanwhile");

    public static Refusal AccessForOneself() => new("FOUR_EYES", "nobody gives themselves access before the release: ask another publisher", RefusalKind.Forbidden);

    public static Refusal WindowEmpty() => Invalid("WINDOW_EMPTY", "window_until", "is not after window_from");

    public static Refusal WindowPast(string until) => Invalid("WINDOW_PAST", "window_until", $"is {until}, which is past");

    public static Refusal WindowAfterInstant(string until, string instant) =>
        Invalid("WINDOW_AFTER_INSTANT", "window_until", $"is {until}, after the release at {instant}: from then on everybody may read");

    public static Refusal AccessRevoked(string name) => new("ACCESS_REVOKED", $"{name} was ended before");

    static Refusal Invalid(string reason, string field, string why) => new(reason, $"{field}: {why}", RefusalKind.Invalid, [new(field, why)]);
}
