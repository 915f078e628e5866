using Apa.Protos.Judgements.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>What this service refuses for reasons of its own, one factory each.</summary>
public static class Refusals
{
    public static Refusal NotOnTheCase(Assessment assessment) => new("NOT_ON_THE_CASE", $"Only its team writes on {assessment.Name}.");
    public static Refusal NotTheLead(Assessment assessment) => new("NOT_THE_LEAD", $"Only its lead submits {assessment.Name}.");
    public static Refusal NotTheModerator(Assessment assessment) => new("NOT_THE_MODERATOR", $"Only its moderator does this on {assessment.Name}.");
    public static Refusal CaseNotOpen(Assessment assessment) => new("CASE_NOT_OPEN", $"{assessment.Name} is {assessment.State}.");
    public static Refusal WrongState(Assessment assessment, string verb) => new("WRONG_STATE", $"{assessment.Name} is {assessment.State}: no {verb} from there.");
    public static Refusal ChecklistOpen(Checklist checklist) => new("CHECKLIST_OPEN", $"{checklist.Open} entries are open.");
}
