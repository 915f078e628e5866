using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Domain;

public sealed class CaseCheckTests
{
    /// <summary>A mend of the whole case that breaks one thing, and the one entry that must follow.</summary>
    public static TheoryData<string, string> Breaks => new()
    {
        { "no text for EA", "SECTION_MISSING:EA" },
        { "no grading for EA", "SECTION_UNGRADED:EA" },
        { "capacity undecided", "GRADE_UNDECIDED:capacity" },
        { "overall away from its rule", "GRADE_UNREASONED:childrens-services" },
        { "coasting undecided", "DESIGNATION_UNDECIDED:coasting" },
        { "coasting against its rule", "GRADE_UNREASONED:coasting" },
        { "strength without backing", "ITEM_UNBACKED:strengths:SS:1" },
        { "strength also an area, by words", "ITEM_BOTH_STRENGTH_AND_AREA:strengths:SS:1" },
        { "strength also an area, by key judgement", "ITEM_BOTH_STRENGTH_AND_AREA:strengths:SS:1" },
        { "strength backed from elsewhere", "ITEM_OUTCOME_MISMATCH:strengths:SS:1" },
        { "asserted comparison", "COMPARISON_ASSERTED:s-1" },
        { "in line with nothing", "COMPARISON_MISSING_READ_AS_IN_LINE:s-1" },
        { "loose figure", "FIGURE_UNBOUND:BH:5.5%" },
        { "doubtful figure", "FIGURE_DOUBTFUL:SS:s-1" },
        { "the same under two outcomes, by key judgement", "ITEM_TWICE:areas-for-improvement:SS:1+EA:1" },
        { "the same under two outcomes, by what backs it", "ITEM_TWICE:areas-for-improvement:SS:1+EA:1" },
        { "a weakness of a group beside a strength of all", "ITEM_STRENGTH_BESIDE_AREA:strengths:SS:1" },
        { "a statement told elsewhere", "FINDING_OUTCOME_MISMATCH:EA:s-2" },
        { "a phrase in two sections", "FINDING_TOLD_TWICE:primary-support-bases" },
        { "a figure in two sections", "FINDING_TOLD_TWICE:s-1" },
        { "a line of enquiry open", "ENQUIRY_OPEN:1" },
        { "no self-assessment", "SELF_ASSESSMENT_MISSING:case" },
    };

    [Fact]
    public void A_whole_case_has_an_empty_checklist() => Assert.Empty(CaseCheck.Of(Whole(), []).Entries);

    [Theory]
    [MemberData(nameof(Breaks))]
    public void What_is_wrong_makes_one_entry_and_no_other(string what, string id)
    {
        var checklist = CaseCheck.Of(Broken(what), []);

        Assert.Equal([id], checklist.Entries.Select(entry => entry.Id));
        Assert.Contains(checklist.Entries[0].Check, CaseCheck.Codes);
    }

    [Fact]
    public void The_framework_weighs_a_check_and_one_it_does_not_name_is_an_error()
    {
        Assert.Equal(Severity.Warning, CaseCheck.Of(Broken("strength without backing"), []).Entries.Single().Severity);
        Assert.Equal(Severity.Error, CaseCheck.Of(Broken("no text for EA"), []).Entries.Single().Severity);
        Assert.Equal(0, CaseCheck.Of(Broken("doubtful figure"), []).Open);
    }

    [Fact]
    public void A_waiver_answers_a_warning_and_never_an_error()
    {
        var warning = CaseCheck.Of(Broken("strength without backing"), [Waived("strength without backing")]);
        Assert.Equal(("Known.", "ina", 0), (warning.Entries[0].Waived, warning.Entries[0].WaivedBy, warning.Open));

        var error = CaseCheck.Of(Broken("no text for EA"), [Waived("no text for EA")]);
        Assert.Equal(("", 1), (error.Entries[0].Waived, error.Open));

    }

    [Fact]
    public void An_entry_that_says_something_else_than_was_waived_is_open_again()
    {
        var file = Broken("strength without backing");
        file.Items[0].Text = "quiet roads";

        Assert.Equal(1, CaseCheck.Of(file, [Waived("strength without backing")]).Open);
    }

    [Fact]
    public void What_a_framework_does_not_ask_for_is_not_looked_for()
    {
        var file = Broken("no self-assessment");
        file.Framework.Severities.Remove(file.Framework.Severities.Single(severity => severity.Check == "SELF_ASSESSMENT_MISSING"));

        Assert.Empty(CaseCheck.Of(file, []).Entries);
    }

    [Fact]
    public void A_computed_in_line_stands_where_the_profile_holds_the_comparison()
    {
        var file = Broken("in line with nothing");
        file.Profile.Rows[0].ComparatorCouncils = new() { Value = "3.1", Light = Light.InLine };

        Assert.Empty(CaseCheck.Of(file, []).Entries);
    }

    static Waiver Waived(string what)
    {
        var entry = CaseCheck.Of(Broken(what), []).Entries.Single();
        return new() { AssessmentUid = default, Entry = entry.Id, Message = entry.Message, Reason = "Known.", Person = "ina", At = default };
    }

    static CaseFile Broken(string what)
    {
        var file = Whole();
        var strength = file.Items[0];
        var statement = file.Statements[0];
        switch (what)
        {
            case "no text for EA": file.Findings.Single(finding => finding.Section == "EA").Markdown = " "; break;
            case "no grading for EA": file.Findings.Single(finding => finding.Section == "EA").Grading = null; break;
            case "capacity undecided": return file with { Grades = [.. file.Grades.Where(grade => grade.Grade.Area != "capacity")] };
            case "overall away from its rule": file.Grades[0].Grade.Grade = Frameworks.Good(4); break;
            case "coasting undecided": return file with { Designations = [] };
            case "coasting against its rule": file.Designations[0].Reason = ""; break;
            case "strength without backing": strength.BackedBy.Clear(); break;
            case "strength also an area, by words": file.Items[1].Text = "CALM homes"; break;
            case "strength also an area, by key judgement": (strength.KeyJudgement, file.Items[1].KeyJudgement) = ("SS.1", "SS.1"); break;
            case "strength backed from elsewhere":
                strength.BackedBy[0] = "s-9";
                return file with { Statements = [.. file.Statements, new() { Id = "s-9", Outcome = "BH", Text = "Nurses visit." }] };
            case "asserted comparison": statement.Figure.Comparisons.Add(new StatedComparison { Basis = ComparisonBasis.England, Relation = "above" }); break;
            case "in line with nothing": statement.Figure.Comparisons.Add(new StatedComparison { Basis = ComparisonBasis.ComparatorCouncils, Relation = "in line", Computed = true }); break;
            case "loose figure": file.Findings[0].Markdown = "It stands at 5.5%."; break;
            case "doubtful figure": statement.Figure.Doubt = "The period is unclear."; break;
            case "the same under two outcomes, by key judgement":
                file.Items[1].KeyJudgement = "SS.2";
                return file with { Items = [.. file.Items, new() { List = "areas-for-improvement", Outcome = "EA", Position = 1, Text = "quiet", KeyJudgement = "SS.2", ChildGroup = "looked after", ComesFrom = { "SS:1" } }] };
            case "the same under two outcomes, by what backs it":
                file.Items[1].BackedBy.Add("s-9");
                return file with
                {
                    Statements = [.. file.Statements, new() { Id = "s-9", Outcome = "EA", Text = "Teenagers wait." }],
                    Items = [.. file.Items, new() { List = "areas-for-improvement", Outcome = "EA", Position = 1, Text = "teenagers", BackedBy = { "s-9" } }],
                };
            case "a weakness of a group beside a strength of all": strength.ChildGroup = ""; break;
            case "a statement told elsewhere":
                file.Findings.Single(finding => finding.Section == "EA").Markdown = "All is well: every school has its own sixth form.";
                return file with { Statements = [.. file.Statements, new() { Id = "s-2", Outcome = "PC", Text = "Every school has its own sixth form, and more." }] };
            case "a phrase in two sections":
                file.Findings.Single(finding => finding.Section == "BH").Markdown = "Primary support bases help.";
                file.Findings.Single(finding => finding.Section == "EA").Markdown = "There are primary support bases.";
                break;
            case "a figure in two sections": file.Findings.Single(finding => finding.Section == "summary").Markdown = "Homes are {{figure s-1}}."; break;
            case "a line of enquiry open": return file with { Enquiries = [new() { Name = "authorities/919/assessments/autumn/enquiries/1", State = EnquiryState.Answered, Question = "Why?" }] };
            case "no self-assessment": return file with { Documents = [] };
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "No such break.");
        }
        return file;
    }

    static CaseFile Whole()
    {
        var profile = new Profile { DatasetVersion = "datasets/figures/versions/1" };
        profile.Rows.Add(new ProfileRow { Indicator = new() { Name = "indicators/X-1", Code = "X/1" } });
        return new()
        {
            Framework = Frameworks.ThreeGrades(),
            Profile = profile,
            Statements =
            [
                new() { Id = "s-1", Outcome = "SS", Text = "Homes are calm.", Figure = new() { Subject = "homes", Value = new() { Word = "calm" }, Indicator = "indicators/X-1" } },
            ],
            Findings =
            [
                .. new[] { "BH", "SS", "EA", "PC", "EW" }.Select(section => new Finding { Section = section, Markdown = "Homes are {{figure s-1}}.", Grading = Frameworks.Good(section == "SS" ? 2 : 3) })
                    .Select(finding => finding.Section == "SS" ? finding : new Finding(finding) { Markdown = "All is well." }),
                new() { Section = "MG", Markdown = "Led well." },
                new() { Section = "summary", Markdown = "Good on the whole." },
            ],
            Items =
            [
                new() { List = "strengths", Outcome = "SS", Position = 1, Text = "calm homes", ChildGroup = "looked after", BackedBy = { "s-1" } },
                new() { List = "areas-for-improvement", Outcome = "SS", Position = 1, Text = "homes for teenagers", ChildGroup = "looked after", BackedBy = { "s-1" } },
                new() { List = "focus-items", Position = 1, Text = "more homes", ComesFrom = { "SS:1" } },
            ],
            Grades = [Decided("childrens-services", 3), Decided("capacity", 3), Decided("social-care", 2)],
            Designations = [new() { Designation = new() { Kind = "coasting", Scope = "social-care", Status = DesignationStatus.Raised }, Reason = "No rise since the base year." }],
            Documents = [new() { Kind = DocumentKind.SelfAssessment }],
            Previous = new Dictionary<string, Grade>(),
        };
    }

    static GradeDecision Decided(string area, int value) => new() { Grade = new() { Area = area, Grade = Frameworks.Good(value) } };
}
