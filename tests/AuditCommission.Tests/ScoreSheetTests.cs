using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apa.AuditCommission.Tests;

public sealed class ScoreSheetTests : IDisposable
{
    const string Header = "round,la_code,authority,service,score,source,synthetic,note\n";
    readonly string directory = Directory.CreateTempSubdirectory("apa-tests-scores-").FullName;

    string Sheet => Path.Combine(directory, "scores.csv");

    static ScoreSheet Read(string text) => ScoreSheet.Read(Encoding.UTF8.GetBytes(text), StarsTests.Rules);

    [Fact]
    public void The_sheet_of_the_demonstration_is_good_and_says_that_it_is_synthetic()
    {
        var sheet = ScoreSheet.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "demo", "scores.csv")), StarsTests.Rules);
        Assert.Empty(sheet.Problems);
        Assert.All(sheet.Scores.Where(s => s.Score.Value is not null), s => Assert.True(s.Synthetic));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_with_its_line()
    {
        var sheet = Read(Header + """
            2009,919,Hertfordshire,culture,3,found,false,
            2006,9190,,culture,3,found,false,
            2006,919,Hertfordshire,libraries,3,found,false,
            2006,919,Herts,culture,5,,maybe,
            2006,919,Hertfordshire,use-of-resources,n/a,found,false,
            2006,919,Hertfordshire,culture,3
            2005,919,Hertfordshire,fire,3,found,false,
            """);
        Assert.Empty(sheet.Scores);
        Assert.Equal(
        [
            "line 2, round, \"2009\": is none of 2005, 2006, 2007, 2008",
            "line 3, la_code, \"9190\": is no DfES code of three digits",
            "line 3, authority, \"\": is the authority's name, at most 100 characters",
            "line 4, service, \"libraries\": is none of corporate-assessment, children-and-young-people, use-of-resources, adult-social-care, environment, housing, culture, benefits, fire",
            "line 5, authority, \"Herts\": was \"Hertfordshire\" on a line before",
            "line 5, score, \"5\": is none of 1, 2, 3, 4, n/a, s/r, or a number with s/r behind it",
            "line 5, source, \"\": says where the score is from, in at most 500 characters",
            "line 5, synthetic, \"maybe\": is true or false",
            "line 6, score, \"n/a\": is for services that not every authority provides",
            "line 7: has 5 cells, and line 1 names 8 columns",
            "line 8, service, \"fire\": is none of corporate-assessment, children-and-young-people, use-of-resources, adult-social-care, environment, housing, culture, benefits",
        ], sheet.Problems);
    }

    [Theory]
    [InlineData("round,la_code\n", "line 1: has no column \"authority\"")]
    [InlineData("round,la_code,authority,service,score,source,synthetic,note,grade\n", "line 1: has a column \"grade\", which means nothing here")]
    [InlineData("round,la_code,authority,service,score,source,synthetic,note,note\n", "line 1: has the column \"note\" twice")]
    [InlineData(Header + "2006,919,\"Herts", "line 2: a quoted cell is not closed, or has text after its closing quote")]
    [InlineData(Header + "2006,919,H,culture,3,f,false,\n2006,919,H,culture,3,f,false,", "line 3, service, \"culture\": was scored on a line before")]
    public void A_sheet_that_is_not_one_is_refused(string text, string problem) => Assert.Contains(problem, Read(text).Problems);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused() => Assert.Equal(["is not UTF-8"], ScoreSheet.Read([0xff, 0xfe, 0xff], StarsTests.Rules).Problems);

    AcceptedScores Open() => new(Sheet, directory, StarsTests.Rules, NullLogger<AcceptedScores>.Instance);

    void Write(string score)
    {
        File.WriteAllText(Sheet, $"{Header}2006,919,Hertfordshire,culture,{score},found,false,\n");
        // Two writes within one tick of the file system's clock would look like one.
        File.SetLastWriteTimeUtc(Sheet, new DateTime(2007, 2, 1, 0, 0, ++written, DateTimeKind.Utc));
    }

    int written;

    /// <summary>Looks as often as it takes for a sheet that nobody writes any more.</summary>
    static bool Settle(AcceptedScores scores) => scores.Look() | scores.Look();

    static string Culture(AcceptedScores scores) => Assert.Single(scores.Current.Scores).Score.ToString();

    [Fact]
    public void A_bad_sheet_changes_nothing_also_after_a_restart_and_says_why_until_it_is_put_right()
    {
        var scores = Open();
        Write("3");
        Assert.True(Settle(scores));
        Write("9");
        Assert.False(Settle(scores));
        Assert.Equal("3", Culture(scores));
        Assert.Contains("\"9\": is none of", Assert.Single(File.ReadAllLines(Path.Combine(directory, "scores.problems.txt"))), StringComparison.Ordinal);

        var again = Open();
        Assert.Equal("3", Culture(again));
        Assert.Single(again.Problems);
        Write("4 s/r");
        Assert.True(Settle(again));
        Assert.Equal("4 s/r", Culture(again));
        Assert.False(File.Exists(Path.Combine(directory, "scores.problems.txt")));
        Assert.Equal(["0001.csv", "0002.csv"], Directory.EnumerateFiles(Path.Combine(directory, "scores")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_sheet_is_not_read_while_somebody_writes_it()
    {
        var scores = Open();
        Write("3");
        Assert.False(scores.Look());
        Write("2");
        Assert.False(scores.Look());
        Assert.True(scores.Look());
        Assert.Equal("2", Culture(scores));
        Assert.False(Settle(scores));
    }

    [Fact]
    public void A_sheet_that_is_taken_away_changes_nothing()
    {
        var scores = Open();
        Write("3");
        Assert.True(Settle(scores));
        File.Delete(Sheet);
        Assert.False(Settle(scores));
        Assert.Equal("3", Culture(scores));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
