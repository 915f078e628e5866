using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Everything that can be wrong with decisions, all at once, each with its path.</summary>
public static class DecisionCheck
{
    /// <summary>Adds the faults of grades to a check: each area once, each grade a grade of its scale, word and value agreeing.</summary>
    public static void Grades(this Check check, IReadOnlyCollection<DecideGradesRequest.Types.Decision> decisions, Framework framework)
    {
        check.Some(decisions, "decisions");
        check.Unique(decisions.Select(decision => decision.Grade?.Area ?? ""), "decisions", "area");
        check.Each(decisions, "decisions", (decision, at) =>
        {
            var area = framework.Areas.FirstOrDefault(area => area.Id == decision.Grade?.Area);
            check.That(area is not null, $"{at}.grade.area", $"'{decision.Grade?.Area}' is no area of this framework");
            var fault = area is null ? null : framework.Scale(area.Scale).Fault(decision.Grade!.Grade);
            check.Fault(fault, $"{at}.grade.grade");
        });
    }

    /// <summary>Adds the faults of a designation to a check.</summary>
    public static void Designation(this Check check, Designation? designation, Framework framework)
    {
        var kind = framework.Designations.FirstOrDefault(kind => kind.Id == designation?.Kind);
        check.That(kind is not null, "designation.kind", $"'{designation?.Kind}' is no designation of this framework");
        check.That(kind is null || designation!.Scope == kind.Scope, "designation.scope", $"is {kind?.Scope}");
        check.That(designation is not (null or { Status: DesignationStatus.Unspecified }), "designation.status", "is required");
        check.That(designation is not { Status: DesignationStatus.Raised, Cause: "" }, "designation.cause", "is required where it is raised");
    }
}
