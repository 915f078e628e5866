using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Domain;

public sealed class EvidenceCheckTests
{
    const string Earlier = "authorities/919/assessments/spring/items/focus-items:1";

    public static TheoryData<string, string?> Statements => new()
    {
        { "whole", null },
        { "id", "statements[0].id" },
        { "outcome", "statements[0].outcome" },
        { "key judgement", "statements[0].key_judgement" },
        { "kind", "statements[0].kind" },
        { "text", "statements[0].text" },
        { "provider", "statements[0].source.provider" },
        { "date", "statements[0].source.date" },
        { "nothing measured", "statements[0].figure.value" },
        { "period left out", "statements[0].figure.period" },
        { "period not stated, and stated", "statements[0].figure.period" },
        { "period without an end", "statements[0].figure.period" },
        { "indicator", "statements[0].figure.indicator" },
        { "basis", "statements[0].figure.comparisons[0].basis" },
        { "filed document", "statements[0].source.filed" },
        { "filed document that is there", null },
        { "follows", "statements[0].follows[1]" },
        { "follows twice", "statements[0].follows" },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_is_whole_or_its_fault_is_named(string what, string? path)
    {
        var statement = Statement();
        var figure = statement.Figure;
        switch (what)
        {
            case "id": statement.Id = "S 1"; break;
            case "outcome": statement.Outcome = "XX"; break;
            case "key judgement": statement.KeyJudgement = "9.9"; break;
            case "kind": statement.Kind = StatementKind.Unspecified; break;
            case "text": statement.Text = " "; break;
            case "filed document": statement.Source.Filed = "d-2"; break;
            case "filed document that is there": statement.Source.Filed = "d-1"; break;
            case "follows": statement.Follows.Add([Earlier, "authorities/919/assessments/spring/items/focus-items:9"]); break;
            case "follows twice": statement.Follows.Add([Earlier, Earlier]); break;
            case "provider": statement.Source.Provider = ""; break;
            case "date": statement.Source.Date = "1 Nov 2006"; break;
            case "nothing measured": figure.Value = null; figure.Comparisons.Clear(); break;
            case "period left out": figure.Period = null; break;
            case "period not stated, and stated": figure.Period.Kind = PeriodKind.NotStated; break;
            case "period without an end": figure.Period.End = ""; break;
            case "indicator": figure.Indicator = "indicators/X-9"; break;
            case "basis": figure.Comparisons[0].Basis = ComparisonBasis.Unspecified; break;
        }

        Assert.Equal(path is null ? [] : [path], Faults.Of(check => check.Statements([statement], Frameworks.ThreeGrades(), Profile(), new HashSet<string> { "d-1" }, new HashSet<string> { Earlier })));
    }

    [Theory]
    [InlineData("5.5", true)]
    [InlineData("-0.25", true)]
    [InlineData("5.", false)]
    [InlineData(".5", false)]
    [InlineData("1,000", false)]
    [InlineData("1e3", false)]
    [InlineData("٣", false)]
    [InlineData("+5", false)]
    [InlineData("5\n", false)]
    [InlineData("", false)]
    public void A_decimal_keeps_to_its_grammar(string number, bool taken)
    {
        var statement = Statement();
        statement.Figure.Value = new() { Decimal = number };

        Assert.Equal(taken, !Faults.Of(check => check.Statements([statement], Frameworks.ThreeGrades(), Profile(), new HashSet<string> { "d-1" }, new HashSet<string> { Earlier })).Any());
    }

    public static TheoryData<Value> Nonsense =>
    [
        new Value(),
        new Value { Range = new() { Low = "12", High = "6" } },
        new Value { Change = new() { Before = "6" } },
        new Value { Fraction = new() { Numerator = 1 } },
        new Value { Word = "" },
        new Value { Date = "" },
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void A_value_that_says_nothing_is_refused(Value value)
    {
        var statement = Statement();
        statement.Figure.Value = value;

        Assert.Equal(["statements[0].figure.value"], Faults.Of(check => check.Statements([statement], Frameworks.ThreeGrades(), Profile(), new HashSet<string> { "d-1" }, new HashSet<string> { Earlier })));
    }

    [Theory]
    [InlineData("It is {{figure s-1}} or {{figure X/1 2005-06}}.", 0)]
    [InlineData("It is {{figure s-9}} and {{figure X/1 1999}} and {{ figure X/9 2005-06 }}.", 3)]
    [InlineData("Nothing was counted: {{figure X/1 2004-05}}.", 1)]
    [InlineData("A stray {{figur s-1}}.", 1)]
    [InlineData("A <b>bold</b> word.", 1)]
    [InlineData("Less than < 5 and *much* more.", 0)]
    public void Findings_hold_references_that_mean_something_and_no_html(string markdown, int faults)
    {
        var findings = new[] { new Finding { Section = "SS", Markdown = markdown, Grading = Frameworks.Good() } };

        Assert.Equal(Enumerable.Repeat("findings[0].markdown", faults), Faults.Of(check => check.Findings(findings, Frameworks.ThreeGrades(), [Statement()], Profile())));
    }

    [Fact]
    public void A_section_is_graded_on_its_own_scale_and_only_where_the_framework_asks()
    {
        Finding[] findings =
        [
            new() { Section = "MG", Grading = Frameworks.Good() },
            new() { Section = "SS", Grading = new() { Scale = "four-point", Value = 3, Word = "adequate" } },
            new() { Section = "XX" },
        ];

        Assert.Equal(["findings[0].grading", "findings[1].grading", "findings[2].section"],
            Faults.Of(check => check.Findings(findings, Frameworks.ThreeGrades(), [], Profile())));
    }

    [Fact]
    public void List_items_stand_on_what_is_there()
    {
        var framework = Frameworks.ThreeGrades();
        ListItem[] items =
        [
            new() { Outcome = "SS", Text = "Calm homes", BackedBy = { "s-1" } },
            new() { Outcome = "SS", Position = 1, Text = "Calm homes", BackedBy = { "s-9" } },
            new() { Outcome = "XX", KeyJudgement = "9.9", ComesFrom = { "SS:9" } },
        ];

        Assert.Equal(["items[1].position", "items[1].backed_by", "items[2].outcome", "items[2].text", "items[2].key_judgement", "items[2].comes_from"],
            Faults.Of(check => check.Items(items, framework.Lists[0], framework, ["s-1"], ["SS:1"])));
        Assert.Equal([1, 2, 1], framework.Lists[0].InOrder(items).Select(item => item.Position));
    }

    static Statement Statement() => new()
    {
        Id = "s-1",
        Outcome = "SS",
        KeyJudgement = "SS.1",
        Kind = StatementKind.Indicator,
        Text = "Waits fell.",
        Source = new() { Provider = "the authority", Document = "self-assessment" },
        Figure = new()
        {
            Subject = "waits",
            Value = new() { Change = new() { Before = "6", After = "2" } },
            Unit = "months",
            Period = new() { Label = "2005-06", Kind = PeriodKind.FinancialYear, Start = "2005-04-01", End = "2006-03-31" },
            Indicator = "indicators/X-1",
            Comparisons = { new StatedComparison { Basis = ComparisonBasis.Past, Relation = "down", Computed = true } },
        },
    };

    static Profile Profile() => new()
    {
        Rows =
        {
            new ProfileRow
            {
                Indicator = new() { Name = "indicators/X-1", Code = "X/1" },
                Values =
                {
                    new ProfileValue { Period = new() { Label = "2004-05" }, Missing = MissingReason.NotAvailable },
                    new ProfileValue { Period = new() { Label = "2005-06" }, Value = "2" },
                },
            },
        },
    };
}
