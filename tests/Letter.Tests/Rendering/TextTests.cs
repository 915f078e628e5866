using Apa.Letters.Rendering;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Plain text fits a terminal, whatever script it is in.</summary>
public sealed class TextTests
{
    [Theory, MemberData(nameof(HtmlTests.Shapes), MemberType = typeof(HtmlTests))]
    public void No_line_is_wider_than_78_columns(string shape) =>
        Assert.All(TextLetter.Render(Letters.Of(shape)).Split('\n'), line => Assert.True(TextWidth.Of(line) <= 78, line));

    [Theory]
    [InlineData("Northmere", 9)]
    [InlineData("王小明", 6)]
    [InlineData("김민준", 6)]
    [InlineData("e\u0301", 1)]
    [InlineData("𠀀", 2)]
    public void Width_is_counted_in_columns(string text, int columns) => Assert.Equal(columns, TextWidth.Of(text));

    [Fact]
    public void A_word_that_is_too_long_is_cut_between_characters()
    {
        Assert.Equal(["𠀀𠀁", "𠀂"], TextWidth.Parts("𠀀𠀁𠀂", 5));
        Assert.Equal(["ae\u0301", "b"], TextWidth.Parts("ae\u0301b", 2));
        Assert.Equal(["short"], TextWidth.Parts("short", 5));
    }

    [Fact]
    public void Table_columns_stand_below_one_another()
    {
        var text = TextLetter.Render(Letters.InEveryScript);
        var lines = text.Split('\n').SkipWhile(line => !line.Contains("| Key areas for improvement")).TakeWhile(line => line.Length > 0).Where(line => line.Contains(" | ")).ToList();
        Assert.NotEmpty(lines);
        Assert.Single(lines.Select(line => TextWidth.Of(line[..line.IndexOf(" | ", StringComparison.Ordinal)])).Distinct());
    }
}
