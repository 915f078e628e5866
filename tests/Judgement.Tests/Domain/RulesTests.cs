using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Domain;

public sealed class RulesTests
{
    [Theory]
    [InlineData("3,3,2,3,2", 3, 2, "otherwise")]         // found as fact
    [InlineData("3,3,3,3,2", 3, 3, "four-good")]         // the director's reading
    [InlineData("3,3,2,3,3", 3, 3, "four-good")]
    [InlineData("4,4,4,3,3", 3, 3, "four-good")]         // three 4s are not enough
    [InlineData("4,4,4,4,4", 3, 4, "four-outstanding")]
    [InlineData("4,4,4,4,3", 3, 4, "four-outstanding")]
    [InlineData("4,4,4,4,4", 2, 3, "four-good")]         // capacity holds it
    [InlineData("3,1,3,3,3", 3, 1, "unsafe")]
    [InlineData("1,3,1,3,3", 3, 1, "two-inadequate")]
    [InlineData("1,3,3,3,3", 3, 2, "one-inadequate")]    // a ceiling on what would be 3
    [InlineData("1,2,2,2,2", 3, 2, "otherwise")]         // the ceiling does not lower it
    public void Seven_grades_combine_by_the_first_rule_that_fits(string outcomes, int capacity, int overall, string rule)
    {
        var grades = outcomes.Split(',').Select(int.Parse).Zip(["healthy", "safe", "achieving", "contributing", "economic"])
            .ToDictionary(pair => pair.Second, pair => Frameworks.Good(pair.First));
        grades["capacity"] = Frameworks.Good(capacity);

        var suggestion = Suggest(Frameworks.SevenGrades(), grades: grades).Suggestions.Single(suggestion => suggestion.Area == "overall");

        Assert.Equal(overall, suggestion.Grade.Value);
        Assert.Equal(rule, suggestion.Rule);
        Assert.Equal("four-point", suggestion.Grade.Scale);
        Assert.Contains("safe = " + outcomes.Split(',')[1], suggestion.Inputs);
        Assert.NotNull(suggestion.Provenance);
    }

    [Fact]
    public void Three_grades_follow_the_sections_and_an_area_without_rules_says_so()
    {
        var response = Suggest(Frameworks.ThreeGrades(), gradings: Gradings(3, 2, 3, 3, 3));

        Assert.Equal(["childrens-services", "capacity", "social-care"], response.Suggestions.Select(suggestion => suggestion.Area));
        Assert.Equal(3, response.Suggestions[0].Grade.Value);
        Assert.Null(response.Suggestions[1].Grade);
        Assert.Equal(Rules.NoRule, response.Suggestions[1].Explanation);
        Assert.Equal(2, response.Suggestions[2].Grade.Value);
    }

    [Fact]
    public void A_grade_not_given_yet_leaves_the_suggestion_out_and_names_it()
    {
        var suggestion = Suggest(Frameworks.ThreeGrades(), gradings: Gradings(3, 0, 3, 3, 3)).Suggestions[0];

        Assert.Null(suggestion.Grade);
        Assert.Empty(suggestion.Rule);
        Assert.Contains("SS has no grade yet", suggestion.Explanation);
    }

    [Fact]
    public void What_is_missing_does_not_matter_where_no_value_of_it_could()
    {
        // Two below 3 already rule out four of five, whatever the ungraded one becomes.
        var suggestion = Suggest(Frameworks.ThreeGrades(), gradings: Gradings(2, 2, 0, 3, 3)).Suggestions[0];

        Assert.Equal(2, suggestion.Grade.Value);
    }

    [Theory]
    [InlineData(2, 2, DesignationStatus.Raised)]
    [InlineData(2, 1, DesignationStatus.Raised)]
    [InlineData(2, 3, DesignationStatus.Removed)]
    [InlineData(3, null, DesignationStatus.Removed)]
    [InlineData(2, null, DesignationStatus.NotDeterminable)]
    [InlineData(null, 2, DesignationStatus.Unspecified)]
    public void A_designation_over_an_earlier_year_needs_it_known(int? now, int? before, DesignationStatus status)
    {
        var designation = Suggest(Frameworks.ThreeGrades(), grades: Of("social-care", now), previous: Of("social-care", before)).Designations.Single();

        Assert.Equal((status, "coasting", "social-care"), (designation.Status, designation.Kind, designation.Scope));
        if (status == DesignationStatus.NotDeterminable)
            Assert.Contains("previous:social-care is not known", designation.Explanation);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 3)]
    [InlineData(3, 1, null)]
    public void A_framework_of_other_words_and_a_scale_that_runs_down_works_the_same(int quay, int light, int? haven)
    {
        var gradings = new Dictionary<string, Grade> { ["quay"] = new() { Scale = "lanterns", Value = quay }, ["light"] = new() { Scale = "lanterns", Value = light } };

        var suggestion = Suggest(Frameworks.Harbours(), gradings: gradings).Suggestions.Single();

        Assert.Equal(haven, suggestion.Grade?.Value);
        Assert.NotEmpty(suggestion.Explanation);
    }

    static Dictionary<string, Grade> Gradings(params int[] values) => new[] { "BH", "SS", "EA", "PC", "EW" }.Zip(values)
        .Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => Frameworks.Good(pair.Second));

    static Dictionary<string, Grade> Of(string area, int? value) => value is int known ? new() { [area] = Frameworks.Good(known) } : [];

    static SuggestGradesResponse Suggest(Framework framework, Dictionary<string, Grade>? grades = null, Dictionary<string, Grade>? gradings = null, Dictionary<string, Grade>? previous = null) =>
        Rules.Suggest(framework, grades ?? [], gradings ?? [], previous ?? []);
}
