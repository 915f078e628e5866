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
        var suggestion = Suggest(Frameworks.SevenGrades(), grades: Seven(outcomes, capacity)).Suggestions.Single(suggestion => suggestion.Area == "overall");

        Assert.Equal(overall, suggestion.Grade.Value);
        Assert.Equal(rule, suggestion.Rule);
        Assert.Equal("four-point", suggestion.Grade.Scale);
        Assert.Contains("safe = " + outcomes.Split(',')[1], suggestion.Inputs);
        Assert.NotNull(suggestion.Provenance);
    }

    [Theory]
    [InlineData("3,3,2,3,2", 3, "3 (good) would need economic 2 → 3, or achieving 2 → 3", "1 (inadequate) would need achieving 2 → 1 and economic 2 → 1, or safe 3 → 1")]
    [InlineData("4,4,4,4,4", 3, "4 (excellent) is the best grade of four-point", "3 (good) would need capacity 3 → 2")]
    [InlineData("3,1,3,3,3", 3, "2 (adequate) would need safe 1 → 2, which leads to 3 (good)", "1 (inadequate) is the worst grade of four-point")]
    public void A_suggestion_says_what_one_step_up_or_down_would_need(string outcomes, int capacity, string up, string down)
    {
        var suggestion = Suggest(Frameworks.SevenGrades(), grades: Seven(outcomes, capacity)).Suggestions.Single(suggestion => suggestion.Area == "overall");

        Assert.StartsWith(up, suggestion.OneUp.Explanation);
        Assert.StartsWith(down, suggestion.OneDown.Explanation);
    }

    [Fact]
    public void Each_way_to_the_next_grade_leads_there_by_the_rules_themselves_and_none_is_shorter()
    {
        var framework = Frameworks.SevenGrades();
        var before = Seven("3,3,2,3,2", 2);
        var suggestion = Suggest(framework, grades: before).Suggestions.Single(suggestion => suggestion.Area == "overall");

        Assert.Equal([("achieving", 3), ("economic", 3)], suggestion.OneUp.Ways.Select(way => way.Changes.Single()).Select(change => (change.Of, change.To)).Order());
        foreach (var (step, expected) in new[] { (suggestion.OneUp, 3), (suggestion.OneDown, 1) })
        {
            Assert.NotEmpty(step.Ways);
            foreach (var way in step.Ways)
            {
                var after = new Dictionary<string, Grade>(before);
                foreach (var change in way.Changes)
                    after[change.Of] = Frameworks.Good(change.To);
                Assert.Equal(expected, Suggest(framework, grades: after).Suggestions.Single(other => other.Area == "overall").Grade.Value);
            }
        }
    }

    [Fact]
    public void A_grade_that_no_change_leads_to_says_so()
    {
        var suggestion = Suggest(Frameworks.ThreeGrades(), gradings: Gradings(3, 3, 3, 3, 3)).Suggestions[0];

        Assert.Empty(suggestion.OneUp.Ways);
        Assert.Equal("no change of the grades that its rules look at leads to 4 (excellent)", suggestion.OneUp.Explanation);
        Assert.Equal(2, suggestion.OneDown.Grade.Value);
    }

    [Theory]
    [InlineData(5, 3, "four-of-five")]
    [InlineData(1, 1, "urgent")]
    [InlineData(null, null, "")]        // not known, the normal case: neither met nor unmet
    public void A_rule_over_a_band_is_not_tried_where_the_band_is_not_known(int? band, int? value, string rule)
    {
        var framework = Frameworks.ThreeGrades();
        framework.Rules.Insert(0, new Rule
        {
            Id = "urgent",
            Area = "childrens-services",
            Suggests = 1,
            Provenance = Frameworks.Invented,
            When = { new Condition { Band = new() { Indicator = "CF/A1", Is = "=", Value = 1 } } },
        });

        var suggestion = Suggest(framework, gradings: Gradings(3, 3, 3, 3, 3), bands: band is int known ? new() { ["CF/A1"] = known } : []).Suggestions[0];

        Assert.Equal((value, rule), (suggestion.Grade?.Value, suggestion.Rule));
        Assert.Contains(band is null ? "band:CF/A1 is not known" : $"band:CF/A1 = {band}", suggestion.Inputs);
    }

    static Dictionary<string, Grade> Seven(string outcomes, int capacity)
    {
        var grades = outcomes.Split(',').Select(int.Parse).Zip(["healthy", "safe", "achieving", "contributing", "economic"])
            .ToDictionary(pair => pair.Second, pair => Frameworks.Good(pair.First));
        grades["capacity"] = Frameworks.Good(capacity);
        return grades;
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

    static SuggestGradesResponse Suggest(Framework framework, Dictionary<string, Grade>? grades = null, Dictionary<string, Grade>? gradings = null, Dictionary<string, Grade>? previous = null, Dictionary<string, int>? bands = null) =>
        Rules.Suggest(framework, grades ?? [], gradings ?? [], previous ?? [], bands ?? []);
}
