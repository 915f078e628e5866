using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements;

/// <summary>
/// The checklist: what a case lacks, what nothing backs, what contradicts itself. Pure; how heavy a check weighs is the
/// framework's to say. An entry's id is <c>CHECK:place</c> and stays the same while its cause stays.
/// </summary>
public static partial class CaseCheck
{
    /// <summary>Every check there is; a framework weighs them by these codes.</summary>
    public static readonly IReadOnlySet<string> Codes = new HashSet<string>
    {
        "SECTION_MISSING", "SECTION_UNGRADED", "GRADE_UNDECIDED", "GRADE_UNREASONED", "DESIGNATION_UNDECIDED",
        "ITEM_UNBACKED", "ITEM_BOTH_STRENGTH_AND_AREA", "ITEM_OUTCOME_MISMATCH",
        "ITEM_TWICE", "ITEM_STRENGTH_BESIDE_AREA", "FINDING_OUTCOME_MISMATCH", "FINDING_TOLD_TWICE", "ENQUIRY_OPEN", "SELF_ASSESSMENT_MISSING",
        "COMPARISON_ASSERTED", "COMPARISON_MISSING_READ_AS_IN_LINE", "FIGURE_UNBOUND", "FIGURE_DOUBTFUL",
    };

    /// <summary>Checks that a framework asks for by naming them; every other one applies always.</summary>
    static readonly HashSet<string> OnlyWhereNamed = ["ITEM_TWICE", "ITEM_STRENGTH_BESIDE_AREA", "FINDING_OUTCOME_MISMATCH", "FINDING_TOLD_TWICE", "SELF_ASSESSMENT_MISSING"];

    /// <summary>The checklist of a case: errors first, then warnings, then notes.</summary>
    public static Checklist Of(CaseFile file, IReadOnlyCollection<Waiver> waivers)
    {
        var severities = file.Framework.Severities.ToDictionary(severity => severity.Check, severity => severity.Severity);
        var answered = waivers.ToDictionary(waiver => waiver.Entry);
        var entries = Entries(file).DistinctBy(entry => entry.Id).Where(entry => severities.ContainsKey(entry.Check) || !OnlyWhereNamed.Contains(entry.Check)).Select(entry =>
        {
            entry.Severity = severities.GetValueOrDefault(entry.Check, Severity.Error);
            if (entry.Severity == Severity.Warning && answered.GetValueOrDefault(entry.Id) is { } waiver && waiver.Message == entry.Message)
                (entry.Waived, entry.WaivedBy) = (waiver.Reason, waiver.Person);
            return entry;
        }).OrderByDescending(entry => entry.Severity).ToList();

        var checklist = new Checklist { Open = entries.Count(IsOpen) };
        checklist.Entries.AddRange(entries);
        return checklist;
    }

    /// <summary>Whether an entry stands in the way of submission.</summary>
    public static bool IsOpen(ChecklistEntry entry) =>
        entry.Severity == Severity.Error || (entry.Severity == Severity.Warning && entry.Waived.Length == 0);

    static IEnumerable<ChecklistEntry> Entries(CaseFile file) =>
        [.. Sections(file), .. Grades(file), .. Designations(file), .. file.Items.SelectMany(item => Backing(item, file)), .. Contradictions(file), .. Comparisons(file), .. Figures(file), .. Filing(file), .. Telling(file), .. Dialogue(file)];

    static IEnumerable<ChecklistEntry> Sections(CaseFile file)
    {
        foreach (var outcome in file.Framework.Outcomes)
        {
            var finding = file.Findings.FirstOrDefault(finding => finding.Section == outcome.Id);
            if (string.IsNullOrWhiteSpace(finding?.Markdown))
                yield return Entry("SECTION_MISSING", outcome.Id, $"finding {outcome.Id}", $"{outcome.Title} has no text.");
            else if (outcome.Graded && finding.Grading is null)
                yield return Entry("SECTION_UNGRADED", outcome.Id, $"finding {outcome.Id}", $"{outcome.Title} opens with a grading, and none is given.");
        }
    }

    static IEnumerable<ChecklistEntry> Grades(CaseFile file)
    {
        var suggestions = file.Suggest().Suggestions.ToDictionary(suggestion => suggestion.Area);
        foreach (var area in file.Framework.Areas)
        {
            var decision = file.Grades.FirstOrDefault(grade => grade.Grade.Area == area.Id);
            var suggested = suggestions[area.Id].Grade;
            if (decision is null)
                yield return Entry("GRADE_UNDECIDED", area.Id, $"grade {area.Id}", $"{area.Title} has no grade.");
            // Compared with what the rules say now: a section may have been graded anew since the decision.
            else if (suggested is not null && suggested.Value != decision.Grade.Grade.Value && decision.Reason.Length == 0)
                yield return Entry("GRADE_UNREASONED", area.Id, $"grade {area.Id}",
                    $"{area.Title} is decided as {decision.Grade.Grade.Value}, the rules suggest {suggested.Value}, and no reason is given.");
        }
    }

    static IEnumerable<ChecklistEntry> Designations(CaseFile file)
    {
        foreach (var suggestion in file.Suggest().Designations)
        {
            var decision = file.Designations.FirstOrDefault(decision => decision.Designation.Kind == suggestion.Kind);
            var place = $"designation {suggestion.Kind}";
            if (decision is null)
                yield return Entry("DESIGNATION_UNDECIDED", suggestion.Kind, place, $"Nobody decided whether {suggestion.Kind} holds for {suggestion.Scope}.");
            else if (decision.Designation.Status != suggestion.Status && suggestion.Status != DesignationStatus.Unspecified && decision.Reason.Length == 0)
                yield return Entry("GRADE_UNREASONED", suggestion.Kind, place, $"{suggestion.Kind} is decided against its rule, and no reason is given.");
        }
    }

    static IEnumerable<ChecklistEntry> Backing(ListItem item, CaseFile file)
    {
        // A focus item stands on the areas for improvement it comes from.
        if (item.BackedBy.Count == 0 && item.ComesFrom.Count == 0)
            yield return Entry("ITEM_UNBACKED", item.Key(), item.Place(), $"No statement backs \"{item.Text}\".");

        var outcomes = file.Statements.Where(statement => item.BackedBy.Contains(statement.Id)).Select(statement => statement.Outcome).Distinct().ToList();
        if (item.Outcome.Length > 0 && outcomes.Count > 0 && !outcomes.Contains(item.Outcome))
            yield return Entry("ITEM_OUTCOME_MISMATCH", item.Key(), item.Place(), $"\"{item.Text}\" is filed under {item.Outcome}; what backs it speaks of {string.Join(", ", outcomes)} only.");
    }

    static IEnumerable<ChecklistEntry> Contradictions(CaseFile file)
    {
        var areas = file.Items.Where(item => item.List == Items.AreasForImprovement).ToList();
        foreach (var strength in file.Items.Where(item => item.List == Items.Strengths))
        {
            if (areas.FirstOrDefault(area => Same(strength, area)) is { } area)
                yield return Entry("ITEM_BOTH_STRENGTH_AND_AREA", strength.Key(), strength.Place(), $"\"{strength.Text}\" is also {area.Place()}: \"{area.Text}\".");
        }

        // The same words, or the same subject under one key judgement about one group of children.
        static bool Same(ListItem strength, ListItem area) =>
            Items.Words(strength.Text) == Items.Words(area.Text)
            || (strength is { KeyJudgement.Length: > 0, ChildGroup.Length: > 0 }
                && strength.KeyJudgement == area.KeyJudgement && strength.ChildGroup == area.ChildGroup && Judgements.Telling.Shared(strength.Text, area.Text) is not null);
    }

    static IEnumerable<ChecklistEntry> Comparisons(CaseFile file)
    {
        foreach (var statement in file.Statements.Where(statement => statement.Figure is not null))
        {
            var place = $"statement {statement.Id}";
            var comparisons = statement.Figure.Comparisons;
            var asserted = comparisons.Where(comparison => !comparison.Computed).Select(FigureText.Of).ToList();
            if (asserted.Count > 0)
                yield return Entry("COMPARISON_ASSERTED", statement.Id, place, $"Its source asserts and gives no base figures: {string.Join("; ", asserted)}.");
            var row = file.Profile.Rows.FirstOrDefault(row => row.Indicator.Name == statement.Figure.Indicator);
            if (comparisons.Any(comparison => comparison is { Computed: true, Relation: "in line" } && !ProfileRows.Compares(row, comparison.Basis)))
                yield return Entry("COMPARISON_MISSING_READ_AS_IN_LINE", statement.Id, place, "It says in line, and the profile holds no such comparison.");
        }
    }

    static IEnumerable<ChecklistEntry> Dialogue(CaseFile file)
    {
        foreach (var enquiry in file.Enquiries.Where(enquiry => enquiry.State is not EnquiryState.Closed))
            yield return Entry("ENQUIRY_OPEN", enquiry.Name[(enquiry.Name.LastIndexOf('/') + 1)..], $"enquiry {enquiry.Name[(enquiry.Name.LastIndexOf('/') + 1)..]}",
                $"It is {(enquiry.State is EnquiryState.Asked ? "not answered" : "answered and not closed")}: \"{enquiry.Question}\"");
        if (file.Documents.All(document => document.Kind is not DocumentKind.SelfAssessment))
            yield return Entry("SELF_ASSESSMENT_MISSING", "case", "documents", "The authority has filed no self-assessment.");
    }

    static IEnumerable<ChecklistEntry> Figures(CaseFile file)
    {
        foreach (var finding in file.Findings)
        {
            var place = $"finding {finding.Section}";
            foreach (var numeral in Numerals.Loose(finding.Markdown))
                yield return Entry("FIGURE_UNBOUND", $"{finding.Section}:{numeral}", place, $"{numeral} is bound to no statement and no figure of the profile.");
            foreach (var reference in Citations.In(finding.Markdown))
            {
                if (Citations.Resolve(reference, file.Statements, file.Profile, out _) is { Doubt.Length: > 0 } figure)
                    yield return Entry("FIGURE_DOUBTFUL", $"{finding.Section}:{reference}", place, $"{reference} is doubtful: {figure.Doubt}");
            }
        }
    }

    static ChecklistEntry Entry(string check, string key, string place, string message) =>
        new() { Id = $"{check}:{key}", Check = check, Place = place, Message = message };
}
