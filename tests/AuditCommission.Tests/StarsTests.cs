namespace Apa.AuditCommission.Tests;

public sealed class StarsTests
{
    public static readonly RuleTable Rules = RuleTable.Read(Path.Combine(AppContext.BaseDirectory, "cpa-rules.json"));

    /// <summary>A county of 2006: no housing, no benefits.</summary>
    static Dictionary<string, Score> County(int ca, string level1, string level2)
    {
        Score At(string scores, int i) => new(scores[i] - '0');
        return new()
        {
            ["corporate-assessment"] = new(ca),
            ["children-and-young-people"] = At(level1, 0),
            ["use-of-resources"] = At(level1, 1),
            ["adult-social-care"] = At(level1, 2),
            ["environment"] = At(level2, 0),
            ["culture"] = At(level2, 1),
            ["fire"] = At(level2, 2),
            ["housing"] = Score.NotApplicable,
            ["benefits"] = Score.NotApplicable,
        };
    }

    static Stars Of(Dictionary<string, Score> scores, string round = "2006") => Stars.Of(Rules, round, scores);

    /// <summary>Level 1 is children, resources, adults; level 2 environment, culture, fire. The table is the dossier's, row by row, with both sides of each limit.</summary>
    [Theory]
    [InlineData(4, "333", "222", "CA4-1", 4)]
    [InlineData(4, "444", "444", "CA4-1", 4)]
    [InlineData(4, "332", "222", "CA4-2", 3)]
    [InlineData(4, "333", "122", "CA4-2", 3)]
    [InlineData(4, "331", "122", "CA4-3", 2)]
    [InlineData(4, "331", "222", "CA4-3", 2)]
    [InlineData(4, "311", "222", "CA4-4", 1)]
    [InlineData(4, "333", "112", "CA4-4", 1)]
    [InlineData(3, "333", "333", "CA3-1", 4)]
    [InlineData(3, "333", "332", "CA3-2", 3)]
    [InlineData(3, "332", "333", "CA3-2", 3)]
    [InlineData(3, "222", "222", "CA3-2", 3)]
    [InlineData(3, "222", "221", "CA3-3", 2)]
    [InlineData(3, "221", "222", "CA3-4", 1)]
    [InlineData(3, "222", "112", "CA3-4", 1)]
    [InlineData(2, "333", "222", "CA2-1", 3)]
    [InlineData(2, "332", "222", "CA2-2", 2)]
    [InlineData(2, "222", "122", "CA2-3", 1)]
    [InlineData(2, "333", "122", "CA2-3", 1)]
    [InlineData(2, "331", "222", "CA2-4", 0)]
    [InlineData(2, "333", "112", "CA2-4", 0)]
    [InlineData(1, "333", "222", "CA1-1", 2)]
    [InlineData(1, "332", "222", "CA1-2", 1)]
    [InlineData(1, "333", "122", "CA1-3", 0)]
    [InlineData(1, "331", "222", "CA1-3", 0)]
    public void The_first_row_that_matches_gives_the_stars(int ca, string level1, string level2, string row, int stars)
    {
        var found = Of(County(ca, level1, level2));
        Assert.Equal((row, stars), (found.Row!.Id, found.Row.Stars));
        Assert.Equal(row, found.Tried[^1].Row);
        Assert.All(found.Tried.SkipLast(1), tried => Assert.False(tried.Matches));
    }

    [Fact]
    public void Every_row_of_the_table_is_tried_by_a_case_above()
    {
        var method = typeof(StarsTests).GetMethod(nameof(The_first_row_that_matches_gives_the_stars))!;
        var rows = method.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(data => (string)data.Data[3]!);
        Assert.Equal(Rules.Rows.Select(r => r.Id).Order(), rows.Distinct().Order());
    }

    /// <summary>What the letter's grade is worth: all else at 3.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 4)]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    public void A_change_of_the_childrens_grade_moves_the_stars(int grade, int stars) => Assert.Equal(stars, Of(County(3, $"{grade}33", "333")).Row!.Stars);

    [Fact]
    public void Only_the_rows_that_were_not_read_anywhere_are_unverified() =>
        Assert.Equal(["CA2-3", "CA2-4", "CA1-1", "CA1-2", "CA1-3"], Rules.Rows.Where(r => r.Provenance.Verification == "unverified").Select(r => r.Id));

    [Fact]
    public void What_is_not_provided_neither_counts_nor_holds_anything_up()
    {
        var scores = County(3, "333", "333");
        scores["housing"] = new(1);
        Assert.Equal(2, Of(scores).Row!.Stars);
        scores["housing"] = Score.NotApplicable;
        scores["fire"] = Score.NotApplicable;
        Assert.Equal(4, Of(scores).Row!.Stars);
    }

    [Fact]
    public void What_is_missing_holds_the_result_and_is_never_taken_for_not_provided()
    {
        var scores = County(3, "333", "333");
        scores.Remove("housing");
        scores.Remove("children-and-young-people");
        var held = Of(scores);
        Assert.Null(held.Row);
        Assert.Equal(["children-and-young-people", "housing"], held.Missing);
    }

    [Fact]
    public void A_score_subject_to_review_stands_and_is_flagged_and_the_mark_alone_holds()
    {
        var scores = County(3, "333", "333");
        scores["culture"] = Score.Parse("2 s/r")!.Value;
        var flagged = Of(scores);
        Assert.Equal(("CA3-2", "culture"), (flagged.Row!.Id, Assert.Single(flagged.UnderReview)));
        scores["culture"] = Score.Parse("s/r")!.Value;
        var held = Of(scores);
        Assert.Null(held.Row);
        Assert.Equal(("culture", "culture"), (Assert.Single(held.Missing), Assert.Single(held.UnderReview)));
    }

    [Fact]
    public void A_round_before_fire_was_scored_does_not_wait_for_it()
    {
        var scores = County(3, "333", "333");
        scores.Remove("fire");
        Assert.Equal(4, Of(scores, "2005").Row!.Stars);
        Assert.Equal(["fire"], Of(scores).Missing);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    [InlineData("n/a")]
    [InlineData("s/r")]
    [InlineData("3 s/r")]
    public void A_score_is_written_as_it_is_read(string text) => Assert.Equal(text, Score.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("33")]
    [InlineData("3s/r")]
    [InlineData("n/a s/r")]
    [InlineData("good")]
    public void What_is_no_score_is_told_from_one(string text) => Assert.Null(Score.Parse(text));

    [Fact]
    public void A_table_with_faults_is_refused_with_all_of_them()
    {
        var file = Path.GetTempFileName();
        try
        {
            var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cpa-rules.json"));
            File.WriteAllText(file, text.Replace("\"id\": \"CA4-4\", \"corporateAssessment\": 4", "\"id\": \"CA4-3\", \"corporateAssessment\": 3", StringComparison.Ordinal).Replace("\"unverified\", \"source\": \"Pattern", "\"official\", \"source\": \"Pattern", StringComparison.Ordinal));
            var fault = Assert.Throws<InvalidDataException>(() => RuleTable.Read(file)).Message;
            Assert.Contains("\"CA4-3\" is there twice", fault, StringComparison.Ordinal);
            Assert.Contains("the last row for a corporate assessment of 4 has conditions", fault, StringComparison.Ordinal);
            Assert.Contains("the provenance of CA1-3 names no source", fault, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
