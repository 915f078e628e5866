using Apa.Letters.Figures;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;

namespace Apa.Letters.Tests.Domain;

/// <summary>The numerals of English, what is no figure, and what a text says against invented evidence.</summary>
public sealed class FigureCheckTests
{
    [Theory]
    [InlineData("5.5%", Measure.Percent, "5.5")]
    [InlineData("12 per cent", Measure.Percent, "12")]
    [InlineData("sixty per cent", Measure.Percent, "60")]
    [InlineData("£3.2m", Measure.Money, "3200000")]
    [InlineData("£260k", Measure.Money, "260000")]
    [InlineData("£1,234.50", Measure.Money, "1234.5")]
    [InlineData("£2 million", Measure.Money, "2000000")]
    [InlineData("1 in 5", Measure.Fraction, "1 5")]
    [InlineData("one in every five", Measure.Fraction, "1 5")]
    [InlineData("9 out of 10", Measure.Fraction, "9 10")]
    [InlineData("two-thirds", Measure.Fraction, "2 3")]
    [InlineData("a quarter", Measure.Fraction, "1 4")]
    [InlineData("half", Measure.Fraction, "1 2")]
    [InlineData("eighteen", Measure.Count, "18")]
    [InlineData("twenty-one", Measure.Count, "21")]
    [InlineData("1,234", Measure.Count, "1234")]
    [InlineData("-0.6%", Measure.Percent, "-0.6")]
    [InlineData("trebled", Measure.Count, "3")]
    [InlineData("six months", Measure.Months, "6")]
    [InlineData("10-year", Measure.Years, "10")]
    [InlineData("September 2005", Measure.Date, "2005 9")]
    [InlineData("1 November 2006", Measure.Date, "2006 11 1")]
    [InlineData("autumn term 2006", Measure.Date, "2006 15")]
    [InlineData("2005-06", Measure.Date, "2005 106")]
    [InlineData("2002/2006", Measure.Date, "2002 106")]
    public void A_numeral_is_read_in_every_form(string written, Measure measure, string values)
    {
        var found = Assert.Single(Numerals.In($"There, {written}, it is."));
        Assert.Equal((written, 7, measure), (found.Text, found.Offset, found.Measure));
        Assert.Equal(values.Split(' ').Select(decimal.Parse), found.Values);
    }

    [Theory]
    [InlineData("KS4 and WC2B and B12x")]
    [InlineData("version 1.2.3.4 of it")]
    [InlineData("someone often weighed the twofoldness")]
    [InlineData("٥ ५ 五 Ⅳ ½")]
    [InlineData("")]
    public void A_part_of_a_word_a_code_or_another_script_is_no_numeral(string text) =>
        Assert.DoesNotContain(Numerals.In(text), numeral => numeral.Text.Length > 1 || !char.IsAsciiDigit(numeral.Text[0]));

    [Theory]
    [InlineData("The plan for 14-19 education was revised.")]
    [InlineData("At Key Stage 4, and at Key Stages 1 and 2, pupils do well.")]
    [InlineData("A section 5 inspection took place under section 20a.")]
    [InlineData("Tier 3 services are protected; tiers 2 and 3 are not.")]
    [InlineData("Children under 5 and those aged 16 to 18 were seen.")]
    [InlineData("Over the last three years and within six weeks, work went on.")]
    [InlineData("In 2006, and on 3 May 2005, visits took place.")]
    [InlineData("They gained five good GCSE passes at grades A*-C.")]
    [InlineData("Call 08456 404045 or write to 12 Market Street.")]
    [InlineData("1. First of all")]
    [InlineData("One of the centres, and no one else, is phase 2.")]
    public void What_only_looks_like_a_figure_is_a_name(string text) =>
        Assert.All(Check(text).Numerals, numeral => Assert.Equal(NumeralFinding.Name, numeral.Finding));

    [Fact]
    public void A_framework_adds_names_of_its_own()
    {
        const string Text = "Social care has two stars.";
        Assert.Equal(1, Check(Text).Unmatched);
        var framework = Sample.Framework;
        framework.Vocabulary.Add(new NamePattern { Pattern = @"\b(one|two|three) stars?\b", What = "a star rating" });
        Assert.Equal("a star rating", Assert.Single(FigureChecking.Check(Text, Evidence(), framework).Numerals).What);
    }

    [Theory]
    [InlineData("5.5% of young people are not in employment.", "5.5%", NumeralFinding.Bound, "s-1")]
    [InlineData("Young people not in employment, education or training stood at 9%.", "9%", NumeralFinding.Contradicted, "s-1")]
    [InlineData("NEET stood at 9%.", "9%", NumeralFinding.Contradicted, "s-1")]
    [InlineData("Nationally 8.3% of young people are not in employment or training.", "8.3%", NumeralFinding.Bound, "s-1")]
    [InlineData("Three nurses work for looked after children.", "Three", NumeralFinding.Bound, "s-2")]
    [InlineData("Four nurses work for looked after children.", "Four", NumeralFinding.Contradicted, "s-2")]
    [InlineData("Four libraries were opened.", "Four", NumeralFinding.Unmatched, "")]
    [InlineData("All reviews were held on time.", "All", NumeralFinding.Bound, "s-3")]
    [InlineData("Reviews were held on time in 80% of cases.", "80%", NumeralFinding.Contradicted, "s-3")]
    public void A_numeral_is_bound_or_contradicts_or_matches_nothing(string text, string written, NumeralFinding finding, string reference)
    {
        var numeral = Check(text).Numerals.Single(numeral => numeral.Text == written);
        Assert.Equal((finding, reference), (numeral.Finding, numeral.References.FirstOrDefault() ?? ""));
        Assert.Equal(text, numeral.Sentence);
    }

    [Fact]
    public void Offsets_count_utf16_units_whatever_stands_before()
    {
        const string Text = "😀 Ŵyńñ\r\nNEET\0 was\u202e 5.5% there.\r\n五 NEET: 9%";
        var check = Check(Text);
        Assert.All(check.Numerals, numeral => Assert.Equal(numeral.Text, Text.Substring(numeral.Offset, numeral.Text.Length)));
        Assert.Equal((1, 1), (check.Bound, check.Contradicted));
    }

    [Fact]
    public void Without_evidence_every_figure_matches_nothing()
    {
        var check = FigureChecking.Check("NEET was 5.5% in 2006.", new(), new());
        Assert.Equal((0, 1, 0, 1), (check.Bound, check.Unmatched, check.Contradicted, check.Names));
        Assert.Empty(FigureChecking.Check("", new(), new()).Numerals);
    }

    [Theory]
    [InlineData("999999999999999999999999999999999999999999999999 things")]
    [InlineData("£99999999999999999999999999bn")]
    [InlineData("1 in 0")]
    public void No_number_is_too_large_to_be_read(string text) => Assert.Equal(1, Check(text).Unmatched);

    [Fact]
    public void A_sentence_without_end_is_shown_around_its_numeral()
    {
        var numeral = Assert.Single(Check(new string('x', 5000) + " NEET 9% " + new string('y', 5000)).Numerals);
        Assert.InRange(numeral.Sentence.Length, 10, 300);
        Assert.Contains("NEET 9%", numeral.Sentence);
    }

    static FigureCheck Check(string text) => FigureChecking.Check(text, Evidence(), Sample.Framework);

    static Judgement Evidence() => new()
    {
        Evidence =
        {
            new CitedFigure { Reference = "s-1", Text = "5.5%", Subject = "young people not in education, employment or training", Indicator = "indicators/NEET", Comparisons = { "England 8.3%" } },
            new CitedFigure { Reference = "s-2", Text = "3", Subject = "nurses for looked after children" },
            new CitedFigure { Reference = "s-3", Text = "all", Subject = "reviews held on time" },
        },
    };
}
