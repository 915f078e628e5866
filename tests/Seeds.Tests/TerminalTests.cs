using Apa.Cli;
using Apa.Protos.Indicators.V1;

namespace Apa.Seeds.Tests;

/// <summary>What people read at the terminal.</summary>
public sealed class TerminalTests
{
    [Fact]
    public void A_light_is_a_word_with_a_sign_and_a_missing_one_is_never_in_line()
    {
        Assert.Equal(["✓ better", "= in line", "✗ worse"], new[] { Light.Better, Light.InLine, Light.Worse }.Select(ProfileTable.Word));
        Assert.Equal(["? not available", "? not available"], new[] { Light.NotAvailable, Light.Unspecified }.Select(ProfileTable.Word));
    }

    [Theory]
    [InlineData("1 2 3 4 5 6 7 8", "▁▂▃▄▅▆▇█")]
    [InlineData("5 5 5", "▄▄▄")]
    [InlineData("1 - 3", "▁·█")]
    [InlineData("-2.5 0 -2.5", "▁█▁")]
    [InlineData("1", "")]
    [InlineData("- -", "")]
    public void A_trend_is_a_line_of_bars_with_a_dot_for_what_is_missing(string values, string line) =>
        Assert.Equal(line, ProfileTable.Sparkline([.. values.Split(' ').Select(v => v == "-" ? "" : v)]));

    [Fact]
    public void A_problem_is_a_line_with_place_value_and_reason()
    {
        Assert.Equal("line 12, column Value, \"abc\": is no number", ImportReport.Line(new() { Line = 12, Column = "Value", Value = "abc", Why = "is no number" }));
        Assert.Equal("line 3: has 4 columns", ImportReport.Line(new() { Line = 3, Why = "has 4 columns" }));
        Assert.Equal("line 4, column 2006, \"120\": is above 100 (rule percentage-range)", ImportReport.Line(new() { Line = 4, Column = "2006", Value = "120", Why = "is above 100", Rule = "percentage-range" }));
    }

    [Fact]
    public void An_import_closes_with_its_counts()
    {
        var import = new Import { FileName = "a.csv", State = ImportState.Imported, DatasetVersion = "datasets/x/versions/1", RowsRead = 87040, RowsKept = 87040, RowsMissing = 10987, Added = 87040, Synthetic = true };
        Assert.Equal(["a.csv: 87,040 rows read, 87,040 kept, 10,987 of them missing, 0 refused", "datasets/x/versions/1: 87,040 added, 0 replaced, 0 unchanged; synthetic"], ImportReport.Closing(import));
        Assert.Contains("nothing of it", ImportReport.Closing(new() { State = ImportState.Refused }).Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("value=a figure = b", "value", "a figure = b")]
    [InlineData("label=new title", "label", "new title")]
    public void A_changelog_entry_is_a_kind_and_words(string text, string kind, string description) =>
        Assert.Equal(new ChangelogEntry { Kind = kind, Description = description }, DatasetCommands.Entry(text));

    [Fact]
    public void A_changelog_entry_without_a_kind_is_refused() => Assert.Throws<CommandFailed>(() => DatasetCommands.Entry("just words"));
}
