using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

/// <summary>All that is written in a case, in one place: what rules, checklist and judgement are made from.</summary>
public sealed record CaseFile
{
    /// <summary>The framework it is judged under.</summary>
    public required Framework Framework { get; init; }

    /// <summary>The figures it is judged on.</summary>
    public required Profile Profile { get; init; }

    /// <summary>The evidence, by id.</summary>
    public required IReadOnlyList<Statement> Statements { get; init; }

    /// <summary>The narrative, in the framework's order.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Items by list, outcome and position.</summary>
    public required IReadOnlyList<ListItem> Items { get; init; }

    /// <summary>Lines of enquiry, oldest first.</summary>
    public IReadOnlyList<Enquiry> Enquiries { get; init; } = [];

    /// <summary>What the authority filed, oldest first.</summary>
    public IReadOnlyList<FiledDocument> Documents { get; init; } = [];

    /// <summary>Decided grades, in the framework's order.</summary>
    public required IReadOnlyList<GradeDecision> Grades { get; init; }

    /// <summary>Decided designations.</summary>
    public required IReadOnlyList<DesignationDecision> Designations { get; init; }

    /// <summary>Final grades of the round before by area; empty where not known.</summary>
    public required IReadOnlyDictionary<string, Grade> Previous { get; init; }

    /// <summary>What the rules say as the case stands, or as it would stand with these grades decided as well.</summary>
    public SuggestGradesResponse Suggest(IEnumerable<AreaGrade>? deciding = null)
    {
        var grades = Grades.Select(decision => decision.Grade).Concat(deciding ?? [])
            .GroupBy(grade => grade.Area).ToDictionary(area => area.Key, area => area.Last().Grade);
        var gradings = Findings.Where(finding => finding.Grading is not null).ToDictionary(finding => finding.Section, finding => finding.Grading);
        return Rules.Suggest(Framework, grades, gradings, Previous, Bands);
    }

    /// <summary>Bands that are known, by indicator code.</summary>
    IReadOnlyDictionary<string, int> Bands => Profile.Rows.Where(row => row.Band > 0).ToDictionary(row => row.Indicator.Code, row => row.Band);

    /// <summary>Every figure that the narrative cites, once each, in the order of its first citation.</summary>
    public IEnumerable<CitedFigure> Figures() => Findings
        .SelectMany(finding => Citations.In(finding.Markdown))
        .Distinct()
        .Select(reference => Citations.Resolve(reference, Statements, Profile, out _))
        .OfType<CitedFigure>();

    /// <summary>Every figure of the evidence: statements that hold one, and the profile's values.</summary>
    public IEnumerable<CitedFigure> Evidence() =>
    [
        .. Statements.Where(statement => statement.Figure is not null).Select(Citations.Of),
        .. Profile.Rows.SelectMany(row => row.Values.Where(value => value.Value.Length > 0).Select(value => Citations.Of(row, value, Profile.DatasetVersion))),
    ];

    /// <summary>The first dated meeting of the evidence; null where there is none.</summary>
    public Meeting? Meeting() => Statements
        .Where(statement => statement is { Kind: StatementKind.Meeting, Source.Date.Length: > 0 })
        .OrderBy(statement => statement.Source.Date, StringComparer.Ordinal)
        .Select(statement => new Meeting { Date = statement.Source.Date, With = statement.Source.Provider })
        .FirstOrDefault();

    /// <summary>Whether anything in it is invented.</summary>
    public bool Synthetic => Profile.Synthetic || Statements.Any(statement => statement.Synthetic);
}
