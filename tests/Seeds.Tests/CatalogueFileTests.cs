using Apa.Cli;
using Apa.Protos.Indicators.V1;

namespace Apa.Seeds.Tests;

/// <summary>Indicators from a CSV file by a mapping.</summary>
public sealed class CatalogueFileTests : IDisposable
{
    const string Columns = "Name,Topic,Good,Unit,Places,Years,About\n";
    readonly string folder = Directory.CreateTempSubdirectory("apa-catalogue").FullName;

    [Fact]
    public void Every_field_comes_from_its_column_and_its_words()
    {
        var read = Read(Columns + """
            "Hop, %",Early,High,%,2,Academic,Share of children who hop
            Mitten rate,Safe,best near,"Rate per 10,000",NA,To March,Mittens lost
            """);
        Assert.Empty(read.Problems);
        Assert.Equal(["X-Hop", "X-Mitten-rate"], read.Indicators.Select(i => i.Code));
        var (hop, mitten) = (read.Indicators[0], read.Indicators[1]);
        Assert.Equal(("EA", Polarity.Higher, "%", 2, PeriodForm.SchoolYear, true), (hop.Outcome, hop.Polarity, hop.Unit, hop.Decimals, hop.PeriodForm, hop.CountsChildren));
        Assert.Equal(("x", "Hop, %"), (hop.Codes[0].Scheme, hop.Codes[0].Value));
        Assert.Equal((Polarity.Range, "10", "15"), (mitten.Polarity, mitten.RangeLow, mitten.RangeHigh));
        Assert.Equal((1, PeriodForm.YearTo, "03-31", false), (mitten.Decimals, mitten.PeriodForm, mitten.PeriodDay, mitten.CountsChildren));
    }

    [Fact]
    public void Rows_that_cannot_be_mapped_are_told_all_at_once_by_line_and_column()
    {
        var read = Read(Columns + """
            ,Early,High,%,2,Academic,a
            Ok,Early,High,%,2,Academic,
            B,Nowhere,Sideways,%,many,Lunar,"two
            lines"
            C,Early
            %%,Early,High,%,2,Academic,d
            """);
        Assert.Equal(["2 Name", "3 About", "4 Topic", "4 Good", "4 Places", "4 Years", "6 ", "7 Name"], read.Problems.Select(p => $"{p.Line} {p.Column}"));
        Assert.Contains("Sideways", read.Problems.Single(p => p.Column == "Good").Value, StringComparison.Ordinal);
        Assert.Empty(read.Indicators);
    }

    [Fact]
    public void A_code_that_comes_twice_is_kept_once_and_said_so()
    {
        var read = Read(Columns + "Hop,Early,High,%,2,Academic,first\nHop,Early,Low,%,2,Academic,second\nHop,Early,High,%,2,Academic,first\n");
        Assert.Equal("first", Assert.Single(read.Indicators).Title);
        Assert.Empty(read.Problems);
        Assert.Equal([3, 4], read.Notes.Select(n => n.Line));
        Assert.Contains("another About, Good; line 2 is kept", read.Notes[0].Why, StringComparison.Ordinal);
        Assert.Contains("the same", read.Notes[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_codes_that_would_become_one_are_refused()
    {
        var problem = Assert.Single(Read(Columns + "Hop %,Early,High,%,2,Academic,a\nHop_&,Early,High,%,2,Academic,b\n").Problems);
        Assert.Equal(3, problem.Line);
        Assert.Contains("\"Hop %\" of line 2", problem.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_that_the_catalogue_has_stays_with_its_indicator_and_one_brought_before_is_brought_again()
    {
        var known = new Indicator { Name = "indicators/CF-A1", Code = "CF/A1" };
        known.Codes.Add(new Apa.Protos.Types.V1.Code { Scheme = "x", Value = "Hop" });
        var before = new Indicator { Name = "indicators/X-Skip", Code = "X-Skip" };
        before.Codes.Add(new Apa.Protos.Types.V1.Code { Scheme = "x", Value = "Skip" });
        var read = Read(Columns + "Hop,Early,High,%,2,Academic,a\nSkip,Early,High,%,2,Academic,b\n", known, before);
        Assert.Equal("X-Skip", Assert.Single(read.Indicators).Code);
        Assert.Contains("indicators/CF-A1", Assert.Single(read.Notes).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("higher", true)]
    [InlineData("none", true)]
    [InlineData("range 10..15", true)]
    [InlineData("range ..15", true)]
    [InlineData("range -0.5..", true)]
    [InlineData("range 15..10", false)]
    [InlineData("range ..", false)]
    [InlineData("range a..b", false)]
    [InlineData("High", false)]
    public void Polarity_has_a_grammar(string words, bool good) => Assert.Equal(good, IndicatorGrammar.Polarity(words, new()));

    [Theory]
    [InlineData("school-year", true)]
    [InlineData("point 03-31", true)]
    [InlineData("year-to 09-30", true)]
    [InlineData("unknown", true)]
    [InlineData("point", false)]
    [InlineData("point 02-30", false)]
    [InlineData("school-year 08-31", false)]
    [InlineData("fortnight", false)]
    public void Period_forms_have_a_grammar(string words, bool good) => Assert.Equal(good, IndicatorGrammar.PeriodForm(words, new()));

    [Theory]
    [InlineData("{\"title\": \"x\"}", "code")]
    [InlineData("{\"colour\": 1}", "colour")]
    [InlineData("nonsense", "line")]
    public void A_bad_mapping_file_is_refused_with_its_path_and_what_is_wrong(string json, string part)
    {
        var refused = Assert.Throws<CommandFailed>(() => CatalogueMapping.Read(Write("bad.json", json)));
        Assert.Contains("bad.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(part, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "ZIP")]
    [InlineData("", "empty")]
    [InlineData("a,A\n1,2\n", "twice")]
    [InlineData("Name,Topic\nx,y\n", "has no column \"About\"")]
    [InlineData("a,b\n\"never closed,1\n", "quoted cell")]
    public void A_file_of_another_form_is_refused_in_words(string text, string part) =>
        Assert.Contains(part, Assert.Throws<CommandFailed>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused_and_a_byte_order_mark_is_no_matter()
    {
        var path = Path.Combine(folder, "latin.csv");
        File.WriteAllBytes(path, [.. "Name\nCaf"u8, 0xE9, (byte)'\n']);
        Assert.Contains("not UTF-8", Assert.Throws<CommandFailed>(() => CsvFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Empty(Read("\uFEFF" + Columns + "Hop,Early,High,%,2,Academic,a\n").Problems);
    }

    CatalogueFile Read(string text, params Indicator[] known) => CatalogueFile.Read(Write("file.csv", text), Mapping, known);

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static readonly CatalogueMapping Mapping = new()
    {
        Code = new("Name", "x", "X-"),
        TitleColumn = "About",
        UnitColumn = "Unit",
        Outcome = new("Topic", new Dictionary<string, string> { ["Early"] = "EA", ["Safe"] = "SS" }),
        Polarity = new("Good", new Dictionary<string, string> { ["High"] = "higher", ["Low"] = "lower", ["best near"] = "range 10..15" }),
        Decimals = new("Places", new Dictionary<string, string> { ["NA"] = "1" }),
        PeriodForm = new("Years", new Dictionary<string, string> { ["Academic"] = "school-year", ["To March"] = "year-to 03-31" }),
        CountsChildren = new(["About"], ["children"]),
        Provenance = new("a test", "unverified"),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
