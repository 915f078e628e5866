using System.Text.Json;
using System.Text.RegularExpressions;
using Apa.Letters;
using Apa.Letters.Figures;
using Apa.Protos.Letters.V1;

namespace Apa.Seeds.Tests;

/// <summary>The numerals of the real letter, read where it is kept, held against the evidence that the seed made of it.</summary>
public sealed partial class FiguresOfTheLetterTests
{
    static readonly string Letter = Hertfordshire.RealLetter ?? "";
    static readonly Lazy<FigureCheck> Checked = new(() => Check(Letter));

    static FigureCheck Check(string text) => FigureChecking.Check(text, Hertfordshire.Judgement, Hertfordshire.Framework.Letter);

    static string Told(IEnumerable<Numeral> numerals) => string.Join('\n', numerals.Select(numeral => $"{numeral.Finding} '{numeral.Text}' in '{numeral.Sentence}': {string.Join(", ", numeral.References)} {numeral.What}"));

    static void NoAlarm(FigureCheck check) => Assert.True((check.Unmatched, check.Contradicted) == (0, 0), Told(check.Numerals.Where(numeral => numeral.Finding is NumeralFinding.Unmatched or NumeralFinding.Contradicted)));

    [Fact]
    public void The_real_letter_raises_no_false_alarm()
    {
        Assert.SkipWhen(Letter.Length == 0, "the letter is kept outside the project");
        NoAlarm(Checked.Value);
        Assert.True(Checked.Value.Bound >= 53, $"{Checked.Value.Bound} are bound");
    }

    /// <summary>The dossier's table: number, fact, value and line of each row, e.g. <c>| 5 | … | 90 | % | … | L43 |</c>.</summary>
    public static TheoryData<int, string, string> Rows => [.. Row().Matches(Hertfordshire.Dossier ?? "").Select(row =>
        (int.Parse(row.Groups["number"].Value), row.Groups["fact"].Value.Trim(), row.Groups["lines"].Value))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_of_the_table_of_facts_is_found_on_its_line(int number, string fact, string lines)
    {
        Assert.SkipWhen(Letter.Length == 0, "the letter is kept outside the project");
        var reference = ReferenceOf(number);
        var (from, to) = lines.Split('-') is [var first, var last] ? (int.Parse(first), int.Parse(last)) : (int.Parse(lines), int.Parse(lines));
        var found = Checked.Value.Numerals.Where(numeral => numeral.Finding == NumeralFinding.Bound && numeral.References.Contains(reference));
        Assert.True(found.Any(numeral => Line(numeral.Offset) >= from && Line(numeral.Offset) <= to), $"row {number}, {fact}, is not found on line {lines} as {reference}; found:\n{Told(found)}");
    }

    [Fact]
    public void The_table_has_its_rows() => Assert.Equal(Hertfordshire.Dossier is null ? 0 : 53, Rows.Count);

    static int Line(int offset) => Letter.AsSpan(0, offset).Count('\n') + 1;

    static string ReferenceOf(int row)
    {
        var rows = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Hertfordshire.Root, "seeds", "hertfordshire-2006", "rows.json")))!;
        return rows[$"{row}"].Replace("statements/", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|(?<fact>[^|]+)\|([^|]*\|){6} L(?<lines>\d+(-\d+)?) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Row();

    [Fact]
    public void The_letter_that_the_seed_makes_raises_no_false_alarm()
    {
        var letter = Hertfordshire.Letter();
        var check = Check(string.Join('\n', letter.Text.Blocks.Select(block => block.Words())));
        NoAlarm(check);
        var bound = check.Numerals.Where(numeral => numeral.Finding == NumeralFinding.Bound).SelectMany(numeral => numeral.References).ToHashSet();
        Assert.Empty(letter.Text.Sources.Select(source => source.Reference).Except(bound));
    }

    /// <summary>Sentences of our own with one figure altered: what stands there, and what the evidence has.</summary>
    public static TheoryData<string, string, string, string> AlteredSentences => new()
    {
        { "In the county 9% of young people are NEET.", "9%", "s-38", "5.5%" },
        { "NEET stands at 5.6%, against 8.3% in England.", "5.6%", "s-38", "5.5%" },
        { "Young people outside education, employment or training: 8.1%.", "8.1%", "s-38", "5.5%" },
        { "Reviews of child protection cases stood at 90%.", "90%", "s-23", "100%" },
        { "CF/C20 was 95%.", "95%", "CF/C20 2005-06", "100.0%" },
        { "There are four dedicated nurses for looked after children.", "four", "s-11", "3 for dedicated nurses" },
        { "Time on the Child Protection Register came down from 7.3 to 6.3 months.", "7.3", "s-24", "8.3 to 6.3 months" },
        { "Time on the Child Protection Register came down from 8.3 to 6.9 months.", "6.9 months", "s-24", "8.3 to 6.3 months" },
        { "The looked after children strategy brought savings of £2.3m.", "£2.3m", "s-52", "£3,200,000" },
        { "At school entry 1 in 4 children is overweight.", "1 in 4", "s-06", "1 in 5" },
        { "At school entry a third of children are overweight.", "a third", "s-06", "1 in 5" },
        { "CAMHS waiting time fell from nine months to two months.", "nine months", "s-07", "6 to 2 months" },
        { "The cut of the NHS budget is £620k.", "£620k", "s-09", "£260,000" },
        { "Seventeen looked after children gained a place at a university.", "Seventeen", "s-29", "18" },
        { "Eight strategic area planning groups have been set up.", "Eight", "s-43", "7" },
        { "Primary support bases are hosted by eleven schools.", "eleven", "s-37", "9" },
        { "Eligibility criteria were without publication until October 2005.", "October 2005", "s-21", "September 2005" },
        { "The Children's Trust partnership has its founding in 2003.", "2003", "s-46", "2002" },
        { "All 12 district councils take part.", "12", "s-47", "10" },
        { "Referral growth was 30% above comparators.", "30%", "s-19", "25%" },
        { "Only 85% of transition plans are completed on time.", "85%", "s-42", "all" },
        { "80% of young offenders are in full-time education.", "80%", "s-34", "90%" },
    };

    [Theory]
    [MemberData(nameof(AlteredSentences))]
    public void An_altered_figure_contradicts_and_is_told_what_the_evidence_has(string sentence, string written, string reference, string has)
    {
        var numeral = Check(sentence).Numerals.Single(numeral => numeral.Text == written);
        Assert.True(numeral.Finding == NumeralFinding.Contradicted && numeral.References.Contains(reference), Told([numeral]));
        Assert.StartsWith("the evidence has ", numeral.What);
        Assert.Contains(has, numeral.What, StringComparison.Ordinal);
    }

    /// <summary>Sentences of our own that say what the evidence says, in other forms.</summary>
    [Theory]
    [InlineData("NEET: 5.5 per cent.", "5.5 per cent", "s-38")]
    [InlineData("One in five children is overweight at school entry.", "One in five", "s-06")]
    [InlineData("At school entry 20% of children are overweight.", "20%", "s-06")]
    [InlineData("The cut of the NHS budget is £0.26 million.", "£0.26 million", "s-09")]
    [InlineData("Transition plans were completed on time in 100% of cases.", "100%", "s-42")]
    [InlineData("18 looked after children gained a university place.", "18", "s-29")]
    [InlineData("The number of disabled children moving to adult services will treble.", "treble", "s-41")]
    [InlineData("England has 8.3% NEET.", "8.3%", "s-38")]
    public void A_right_figure_is_bound_however_it_is_written(string sentence, string written, string reference)
    {
        var numeral = Check(sentence).Numerals.Single(numeral => numeral.Text == written);
        Assert.True(numeral.Finding == NumeralFinding.Bound && numeral.References.Contains(reference), Told([numeral]));
    }

    [Theory]
    [InlineData("Street lighting was renewed along 47 miles of road.", "47")]
    [InlineData("Library visits rose by 12%.", "12%")]
    [InlineData("The bridge cost £9.1m.", "£9.1m")]
    public void A_figure_of_which_nothing_speaks_matches_nothing(string sentence, string written) =>
        Assert.Equal(NumeralFinding.Unmatched, Check(sentence).Numerals.Single(numeral => numeral.Text == written).Finding);

    /// <summary>Every figure that is bound in the real letter, altered three times by a seeded generator: how many are noticed.</summary>
    [Fact]
    public void Of_the_letter_s_figures_altered_at_random_nine_in_ten_are_noticed()
    {
        Assert.SkipWhen(Letter.Length == 0, "the letter is kept outside the project");
        var random = new Random(2006);
        var figures = Checked.Value.Numerals.Where(numeral => numeral.Finding == NumeralFinding.Bound && Numerals.In(numeral.Text).Count == 1).ToList();
        Assert.True(figures.Count >= 35, $"only {figures.Count} figures were found");
        var altered = figures.SelectMany(figure => Enumerable.Range(0, 3).Select(_ => (figure, text: FigureAltering.Other(figure.Text, random)))).ToList();
        var found = altered.Select(one => Altered(one.figure, one.text)).ToList();
        double Share(Func<Numeral, bool> is_) => (double)found.Count(is_) / found.Count;
        var missed = Told(found.Where(numeral => numeral.Finding is NumeralFinding.Bound or NumeralFinding.Name));
        Assert.True(Share(numeral => numeral.Finding != NumeralFinding.Bound) >= 0.95, missed);
        Assert.True(Share(numeral => numeral.Finding is NumeralFinding.Contradicted or NumeralFinding.Unmatched) >= 0.9, missed);
        Assert.True(Share(numeral => numeral.Finding == NumeralFinding.Contradicted) >= 0.8, Told(found.Where(numeral => numeral.Finding != NumeralFinding.Contradicted)));
    }

    /// <summary>What is found of a figure that is written otherwise, in the paragraphs around it.</summary>
    static Numeral Altered(Numeral figure, string text)
    {
        var from = Letter.LastIndexOf('\n', Math.Max(0, figure.Offset - 1000)) + 1;
        var to = Letter.IndexOf('\n', Math.Min(Letter.Length - 1, figure.Offset + 1000)) is > 0 and var end ? end : Letter.Length;
        var written = Letter[from..figure.Offset] + text + Letter[(figure.Offset + figure.Text.Length)..to];
        return Check(written).Numerals.FirstOrDefault(numeral => numeral.Offset == figure.Offset - from) ?? new() { Text = text, Finding = NumeralFinding.Name, What = "not seen" };
    }

    [Fact]
    public void A_text_of_two_hundred_thousand_characters_is_checked_in_bounded_time()
    {
        var judgement = Hertfordshire.Judgement;
        foreach (var text in (string[])[Repeated("Reviews reached 1 in 5 of 8.3% by 2005-06, £3.2m and six months; "), Repeated("12 "), Repeated("1 in "), Repeated("-1,111"), Repeated("nine schools. "), Repeated("\r\n5%\u0000\u202e"), Repeated("五 ٥ ५ \ud83d\ude00 5.5% ")])
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            FigureChecking.Check(text, judgement, Hertfordshire.Framework.Letter);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{text[..20]} took {watch.Elapsed}");
        }

        static string Repeated(string part) => string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));
    }
}
