using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Portal;

/// <summary>What a framework knows, as something to choose from.</summary>
public static class FrameworkChoices
{
    /// <summary>The grades of a scale, best first, after nothing chosen.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Choices(this Scale scale) =>
        scale.Grades.Select(g => KeyValuePair.Create($"{g.Value}", $"{g.Value} ({g.Word})")).Prepend(new("", "Not decided"));

    /// <summary>The grade of a value that was chosen; null where none was.</summary>
    public static Grade? Grade(this Scale scale, string? value) =>
        scale.Grades.FirstOrDefault(g => $"{g.Value}" == value) is { } chosen ? new() { Scale = scale.Id, Value = chosen.Value, Word = chosen.Word } : null;

    /// <summary>All key judgements, by number and title.</summary>
    public static IEnumerable<KeyValuePair<string, string>> KeyJudgements(this Framework framework) =>
        framework.Outcomes.SelectMany(o => o.KeyJudgements).Select(k => KeyValuePair.Create(k.Id, $"{k.Id} {k.Title}"));
}
