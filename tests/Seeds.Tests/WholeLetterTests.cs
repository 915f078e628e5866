using System.Text.Json;
using Apa.Letters;
using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;

namespace Apa.Seeds.Tests;

/// <summary>
/// The letter that the seed makes is as complete as the real one: section by section against the text kept beside the project, in the
/// document and in each rendering of it. Structure, facts and figures are compared; the wording is our own.
/// </summary>
public sealed class WholeLetterTests
{
    static readonly RealLetter Real = new(Hertfordshire.RealLetter ?? "");
    static readonly Letters.Letter Ours = Hertfordshire.Letter();
    static readonly LetterText Text = Ours.Text;

    static TextBlock Block(string id) => Text.Blocks.First(block => block.Id == id);

    static string Read(string id) => Block(id).Words();

    static void NeedsTheLetter() => Assert.SkipWhen(Hertfordshire.RealLetter is null, "the letter is kept outside the project");

    /// <summary>The event carries the whole evidence: it stays far below what a broker and a mailbox of messages bear.</summary>
    [Fact]
    public void The_judgement_with_all_its_evidence_is_a_small_message() =>
        Assert.InRange(Google.Protobuf.JsonFormatter.Default.Format(Hertfordshire.Judgement).Length, 50_000, 300_000);

    [Fact]
    public void Both_bodies_head_it_and_the_addressee_and_date_stand_above()
    {
        NeedsTheLetter();
        Assert.Equal(["Office for Standards in Education", "Commission for Social Care Inspection"], Block("letterhead").Rows.Select(row => Inline.Plain(row[0].Heading)));
        var head = RenderedText.Pressed(Real.Head.Replace(",", "", StringComparison.Ordinal));
        var contact = Block("letterhead").Rows.SelectMany(row => row).SelectMany(cell => cell.Lines).Select(Inline.Plain).ToList();
        Assert.Equal(5, contact.Count);
        foreach (var line in contact.Concat(Read("addressee").Split('\n')).Append(Read("date")))
            Assert.Contains(RenderedText.Pressed(line.Replace(",", "", StringComparison.Ordinal)), head);
        Assert.Equal(Real.Salutation, Read("salutation"));
    }

    [Fact]
    public void Every_heading_is_there_in_its_order()
    {
        NeedsTheLetter();
        var ours = Text.Blocks.Where(block => block.Kind is BlockKind.Title or BlockKind.Heading).Select(block => Inline.Plain(block.Runs).ToLowerInvariant());
        Assert.Equal(10, Real.Headings.Count);
        Assert.Equal(Real.Headings.Select(heading => heading.ToLowerInvariant()), ours);
    }

    [Fact]
    public void It_thanks_before_it_judges()
    {
        NeedsTheLetter();
        Assert.Contains("Thank you", Read("thanks"), StringComparison.Ordinal);
        Assert.Contains("2006", Read("thanks"), StringComparison.Ordinal);
        Assert.True(Place("title") < Place("thanks") && Place("thanks") < Place("grades"));
    }

    [Fact]
    public void The_table_of_grades_has_rows_emphasis_grades_and_its_footnote()
    {
        NeedsTheLetter();
        var (table, rows) = (Block("grades"), Real.Table("Areas for judgement"));
        Assert.Equal(rows[0].Select(column => column.TrimEnd('¹', ' ')), table.Columns);
        Assert.Equal(rows.Skip(1).Select(row => row[0].Replace("<i>", "*", StringComparison.Ordinal).Replace("</i>", "*", StringComparison.Ordinal)), table.Rows.Select(row => string.Concat(row[0].Lines[0].Select(run => run.Emphasis ? $"*{run.Text}*" : run.Text))));
        Assert.Equal(rows.Skip(1).Select(row => row[1]), table.Rows.Select(row => Inline.Plain(row[1].Lines[0])[..1]));
        Assert.Contains("¹", rows[0][1], StringComparison.Ordinal);
        Assert.NotEmpty(table.Footnote);
    }

    [Fact]
    public void The_descriptors_stand_in_both_columns_as_in_the_original()
    {
        NeedsTheLetter();
        var (table, rows) = (Block("descriptors"), Real.Table("Grade"));
        Assert.Equal(rows[0], table.Columns);
        Assert.Equal(rows.Skip(1), table.Rows.Select(row => row.Select(cell => Inline.Plain(cell.Lines[0])).ToArray()));
    }

    [Fact]
    public void The_sentence_on_coasting_ends_the_summary()
    {
        NeedsTheLetter();
        Assert.Contains("social care", Real.Sentence("coasting"), StringComparison.Ordinal);
        Assert.Contains("coasting", Read("coasting"), StringComparison.Ordinal);
        Assert.Contains("social care", Read("coasting"), StringComparison.Ordinal);
        Assert.Equal(Place("coasting") + 1, Place("findings-BH-heading"));
    }

    public static TheoryData<string> Sections => [.. Hertfordshire.Framework.Judgement.Outcomes.Select(outcome => outcome.Id)];

    /// <summary>What the original tells in a section, by the dossier's rows and the seed's statements, ours tells there too.</summary>
    [Theory]
    [MemberData(nameof(Sections))]
    public void Each_section_cites_the_facts_of_its_lines_and_is_as_full(string section)
    {
        NeedsTheLetter();
        var heading = Hertfordshire.Framework.Judgement.Outcomes.First(outcome => outcome.Id == section).Title;
        var lines = Real.Section(heading);
        var paragraphs = Ours.Blocks.Where(block => block.Id.StartsWith($"findings-{section}-", StringComparison.Ordinal) && block.Kind == BlockKind.Paragraph).ToList();
        var cited = paragraphs.SelectMany(paragraph => Inline.References(paragraph.Markdown)).ToHashSet();
        Assert.Empty(FactsOn(lines).Except(cited));
        var words = paragraphs.Sum(paragraph => paragraph.Markdown.Split(' ').Length);
        Assert.True(words >= 0.6 * Real.Words(lines), $"{words} words for {Real.Words(lines)}");
    }

    static IEnumerable<string> FactsOn((int From, int To) lines) =>
        from row in FiguresOfTheLetterTests.Rows
        let line = int.Parse(row.Data.Item3.Split('-')[0])
        where line >= lines.From && line <= lines.To
        let reference = Rows[$"{row.Data.Item1}"]
        where reference.StartsWith("statements/", StringComparison.Ordinal)
        select reference["statements/".Length..];

    static readonly Dictionary<string, string> Rows = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Hertfordshire.Root, "seeds", "hertfordshire-2006", "rows.json")))!;

    [Fact]
    public void Six_pairs_of_lists_have_their_headings_and_as_many_items()
    {
        NeedsTheLetter();
        var table = Block("lists");
        Assert.Equal(Real.PairHeadings, table.Rows.Select(row => Inline.Plain(row[0].Heading)));
        Assert.Equal([4, 4, 3, 3, 4, 6], table.Rows.Select(row => row[0].Lines.Count));
        Assert.Equal([2, 6, 3, 3, 2, 4], table.Rows.Select(row => row[1].Lines.Count));
        Assert.Equal(["Key strengths", "Key areas for improvement"], table.Columns);
    }

    [Fact]
    public void The_aspects_for_focus_are_as_many()
    {
        NeedsTheLetter();
        Assert.Equal(13, Real.FocusItems.Count);
        Assert.Equal(Real.FocusItems.Count, Block("focus").Rows.Count);
    }

    [Fact]
    public void The_statement_on_use_names_whom_each_grade_serves()
    {
        NeedsTheLetter();
        foreach (var term in (string[])["comprehensive performance assessment", "CPA", "Audit Commission", "CSCI", "social care"])
        {
            Assert.Contains(term, Real.Use, StringComparison.Ordinal);
            Assert.Contains(term, Read("use"), StringComparison.Ordinal);
        }
        Assert.True(Place("use") < Place("valediction"));
    }

    [Fact]
    public void Both_signatories_sign_below()
    {
        NeedsTheLetter();
        var ours = Block("signatures").Rows.Select(row => (Inline.Plain(row[0].Heading).ToUpperInvariant(), string.Join(' ', row[0].Lines.Select(Inline.Plain))));
        Assert.Equal(Real.Signatures, ours);
        Assert.Equal("Yours sincerely", Read("valediction"));
    }

    /// <summary>Whatever the document holds is in each rendering, block by block: headings, cells, items, paragraphs, footnote, signatures, and the source of each figure.</summary>
    [Fact]
    public async Task Each_rendering_holds_the_whole_letter()
    {
        var view = LetterView.Of(Ours, Hertfordshire.Framework.Letter, issued: false);
        var renderings = new Renderings(new RenderedText.PlainPdf());
        foreach (var fileName in Renderings.FileNames)
        {
            var rendered = await renderings.One(view, fileName, TestContext.Current.CancellationToken);
            var shown = await RenderedText.Of(fileName, rendered.Bytes, TestContext.Current.CancellationToken);
            // Cells stand side by side in text and over pages in print, so both are compared word by word.
            var wordwise = Path.GetExtension(fileName) is ".txt" or ".pdf";
            var missing = Lines().Where(line => !(wordwise ? line.Split(' ').All(word => shown.Contains(RenderedText.Pressed(word), StringComparison.Ordinal)) : shown.Contains(RenderedText.Pressed(line), StringComparison.Ordinal)));
            Assert.Empty(missing.Select(line => $"{fileName}: {line}"));
        }

        static IEnumerable<string> Lines() => Text.Blocks.SelectMany(block => block.Words().Split('\n')).Concat(Text.Sources.Select(source => source.Trace)).Where(line => line.Length > 0);
    }

    static int Place(string id) => Text.Blocks.Index().First(block => block.Item.Id == id).Index;
}
