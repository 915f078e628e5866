using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

/// <summary>Reading a framework's scales: grades stand best first, so order, not number, says which is worse.</summary>
public static class Scales
{
    /// <summary>The scale of that id in a validated framework.</summary>
    public static Scale Scale(this Framework framework, string id) => framework.Scales.First(scale => scale.Id == id);

    /// <summary>The grade of that value, complete with its scale and word.</summary>
    public static Grade Grade(this Scale scale, int value) =>
        new() { Scale = scale.Id, Value = value, Word = scale.Grades.First(grade => grade.Value == value).Word };

    /// <summary>Whether the first value is a worse grade than the second.</summary>
    public static bool Worse(this Scale scale, int value, int than) => scale.Place(value) > scale.Place(than);

    /// <summary>How many grades the second value lies from the first: better is positive.</summary>
    public static int Distance(this Scale scale, int from, int to) => scale.Place(from) - scale.Place(to);

    /// <summary>What is wrong with a grade on this scale; null where nothing is.</summary>
    public static string? Fault(this Scale scale, Grade? grade)
    {
        if (grade is null)
            return "is required";
        if (grade.Scale != scale.Id)
            return $"is on scale '{grade.Scale}', here stands {scale.Id}";
        var known = scale.Grades.FirstOrDefault(candidate => candidate.Value == grade.Value);
        if (known is null)
            return $"{grade.Value} is not a grade of {scale.Id}";
        return known.Word == grade.Word ? null : $"{grade.Value} is '{known.Word}' on {scale.Id}, not '{grade.Word}'";
    }

    static int Place(this Scale scale, int value) => scale.Grades.TakeWhile(grade => grade.Value != value).Count();
}
