using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Domain;

/// <summary>What flows down with a judgement beside what it cites: every figure of the evidence, and the meeting that a letter may open on.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void Every_figure_of_the_evidence_goes_along_cited_or_not()
    {
        var evidence = Case([Measured("s-1"), Told("s-2", StatementKind.Finding, "2006-05-01")], Row()).Evidence().ToList();
        Assert.Equal(["s-1", "CF/C20 2004-05", "CF/C20 2005-06"], evidence.Select(figure => figure.Reference));
    }

    [Fact]
    public void A_figure_of_a_statement_says_what_it_is_about_and_what_it_is_compared_with()
    {
        var figure = Citations.Of(Measured("s-1"));
        Assert.Equal(("5.5%", "young people out of work, county", "s-1", "", "indicators/NEET"), (figure.Text, figure.Subject, figure.Statement, figure.DatasetVersion, figure.Indicator));
        Assert.Equal("Fewer are out of work than elsewhere.", figure.About);
        Assert.Equal(["England 8.3%"], figure.Comparisons);
        Assert.Equal("", figure.ComparatorSet);
    }

    [Fact]
    public void A_group_that_the_subject_names_is_not_named_twice()
    {
        var statement = Measured("s-1");
        (statement.Figure.Group, statement.Figure.Place) = ("Young people", "Stevenage");
        Assert.Equal("young people out of work, Stevenage", Citations.Of(statement).Subject);
    }

    [Fact]
    public void A_value_of_the_profile_names_its_version_and_the_set_that_it_is_compared_with_in_its_latest_period()
    {
        var evidence = Case([], Row()).Evidence().ToList();
        Assert.All(evidence, figure => Assert.Equal(("datasets/apa-2006/versions/2", "", "CF/C20"), (figure.DatasetVersion, figure.Statement, figure.About)));
        Assert.Equal(("97.0%", "", 0), (evidence[0].Text, evidence[0].ComparatorSet, evidence[0].Comparisons.Count));
        Assert.Equal(("100.0%", "comparatorSets/neighbours"), (evidence[1].Text, evidence[1].ComparatorSet));
        Assert.Equal(["England 99.0%", "statistical neighbours 98.5%"], evidence[1].Comparisons);
    }

    [Fact]
    public void A_comparison_that_could_not_be_made_names_no_set()
    {
        var row = Row();
        row.StatisticalNeighbours.Value = "";
        Assert.Equal("", Case([], row).Evidence().Last().ComparatorSet);
    }

    [Fact]
    public void A_value_that_is_missing_is_no_evidence()
    {
        var row = Row();
        row.Values[0].Value = "";
        Assert.Equal(["CF/C20 2005-06"], Case([], row).Evidence().Select(figure => figure.Reference));
    }

    [Theory]
    [InlineData(new[] { "2005-07-05" }, "2005-07-05")]
    [InlineData(new[] { "2005-09-01", "2005-07-05", "" }, "2005-07-05")]
    [InlineData(new[] { "" }, null)]
    [InlineData(new string[0], null)]
    public void The_meeting_is_the_first_that_has_a_date(string[] dates, string? date)
    {
        var meeting = Case([Told("t-1", StatementKind.Finding, "2005-01-01"), .. dates.Select((held, i) => Told($"m-{i}", StatementKind.Meeting, held))]).Meeting();
        Assert.Equal(date, meeting?.Date);
        if (meeting is not null) Assert.Equal("the director and colleagues", meeting.With);
    }

    static CaseFile Case(IReadOnlyList<Statement> statements, params ProfileRow[] rows) => new()
    {
        Framework = new(),
        Profile = new() { DatasetVersion = "datasets/apa-2006/versions/2", Rows = { rows } },
        Statements = statements,
        Findings = [],
        Items = [],
        Grades = [],
        Designations = [],
        Previous = new Dictionary<string, Grade>(),
    };

    static Statement Measured(string id) => new()
    {
        Id = id,
        Kind = StatementKind.Indicator,
        Text = "Fewer are out of work than elsewhere.",
        Figure = new()
        {
            Subject = "young people out of work",
            Place = "county",
            Value = new() { Decimal = "5.5" },
            Unit = "%",
            Indicator = "indicators/NEET",
            Comparisons = { new StatedComparison { Basis = ComparisonBasis.England, Relation = "below", Figure = "8.3" }, new StatedComparison { Basis = ComparisonBasis.Past, Relation = "up" } },
        },
    };

    static Statement Told(string id, StatementKind kind, string date) => new() { Id = id, Kind = kind, Text = "It was said.", Source = new() { Provider = "the director and colleagues", Date = date } };

    static ProfileRow Row() => new()
    {
        Indicator = new() { Name = "indicators/CF-C20", Code = "CF/C20", Title = "Reviews on time", Unit = "%", Decimals = 1 },
        Values = { new ProfileValue { Period = new() { Label = "2004-05" }, Value = "97" }, new ProfileValue { Period = new() { Label = "2005-06" }, Value = "100" } },
        England = new() { Value = "99" },
        StatisticalNeighbours = new() { Value = "98.5", Set = "comparatorSets/neighbours" },
        ComparatorCouncils = new(),
    };
}
