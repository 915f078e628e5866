using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>What this service refuses for reasons of its own, one factory each.</summary>
public static class Refusals
{
    public static Refusal FrameworkImmutable(string name) =>
        new("FRAMEWORK_IMMUTABLE", $"{name} is there with other content: a changed framework is a new version");

    public static Refusal NotToAssess(string laCode, string round, string? reason) =>
        new("NOT_TO_ASSESS", $"{laCode} is not to be assessed in {round}{(string.IsNullOrEmpty(reason) ? "" : $": {reason}")}");

    public static Refusal NotOnTheCase(string name) => new("NOT_ON_THE_CASE", $"you are not on the team of {name}", RefusalKind.Forbidden);

    public static Refusal NotTheLead(string name) => new("NOT_THE_LEAD", $"only its lead submits {name}", RefusalKind.Forbidden);

    public static Refusal NotTheModerator(string name) =>
        new("NOT_THE_MODERATOR", $"only its moderator, who is not of its team, does this on {name}", RefusalKind.Forbidden);

    public static Refusal NotYours(string name) => new("NOT_YOURS", $"{name} is not yours to read, or not final yet", RefusalKind.Forbidden);

    public static Refusal NotForInspectors() => new("NOT_YOURS", "what spans authorities is for moderators, administrators and auditors", RefusalKind.Forbidden);

    public static Refusal CaseNotOpen(string name, AssessmentState state) => new("CASE_NOT_OPEN", $"{name} is {Word(state)}, and is written while OPEN only");

    public static Refusal WrongState(string name, AssessmentState state, string verb) => new("WRONG_STATE", $"{name} is {Word(state)}: no {verb} from there");

    public static Refusal CaseExists(string name) => new("CASE_EXISTS", $"{name} is there: its authority stays to be assessed");

    public static Refusal WorkedOnTheCase(string person, string name) =>
        new("WORKED_ON_THE_CASE", $"{person} has worked on {name}, and so neither moderates it nor decides about it", RefusalKind.Forbidden);

    public static Refusal RepresentationOpen(string name) => new("REPRESENTATION_OPEN", $"{name} waits for its decision");

    public static Refusal RepresentationUnanswered(string name) =>
        new("REPRESENTATION_UNANSWERED", $"{name} was upheld after the case was moderated: return the case, have it changed and moderate it again");

    public static Refusal DecidedAlready(string name) => new("DECIDED_ALREADY", $"{name} was decided, and is decided once");

    public static Refusal AnsweredAlready(string name) => new("ANSWERED_ALREADY", $"{name} was answered, and is answered once");

    public static Refusal DeadlinePassed(string name, DateOnly day) => new("DEADLINE_PASSED", $"representations about {name} were taken until {day:yyyy-MM-dd}");

    public static Refusal DocumentTooLarge(string message) => new("DOCUMENT_TOO_LARGE", message, RefusalKind.TooMuch);

    public static Refusal EnquiryState(string name, EnquiryState state, string verb) => new("WRONG_STATE", $"{name} is {state.ToString().ToUpperInvariant()}: no {verb} from there");

    /// <summary>Names every place that stands on a statement.</summary>
    public static Refusal StatementCited(string name, IReadOnlyList<Violation> places) =>
        new("STATEMENT_CITED", $"statements of {name} are cited and stay", violations: places);

    /// <summary>Names every open entry of the checklist.</summary>
    public static Refusal ChecklistOpen(string name, Checklist checklist) =>
        new("CHECKLIST_OPEN", $"{checklist.Open} entries of the checklist of {name} are open",
            violations: [.. checklist.Entries.Where(CaseCheck.IsOpen).Select(entry => new Violation(entry.Id, entry.Message))]);

    static string Word(AssessmentState state) => state.ToString().ToUpperInvariant();
}
