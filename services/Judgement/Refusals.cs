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

    public static Refusal CaseNotOpen(string name, AssessmentState state) => new("CASE_NOT_OPEN", $"{name} is {Word(state)}, and is written while OPEN only");

    public static Refusal WrongState(string name, AssessmentState state, string verb) => new("WRONG_STATE", $"{name} is {Word(state)}: no {verb} from there");

    /// <summary>Names every open entry of the checklist.</summary>
    public static Refusal ChecklistOpen(string name, Checklist checklist) =>
        new("CHECKLIST_OPEN", $"{checklist.Open} entries of the checklist of {name} are open",
            violations: [.. checklist.Entries.Where(CaseCheck.IsOpen).Select(entry => new Violation(entry.Id, entry.Message))]);

    static string Word(AssessmentState state) => state.ToString().ToUpperInvariant();
}
