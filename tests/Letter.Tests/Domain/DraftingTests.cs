using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Letters.Tests.Domain;

public sealed class DraftingTests
{
    static List<Block> Draft(Apa.Protos.Judgements.V1.Judgement? judgement = null, Round? round = null, List<Block>? before = null) =>
        Drafting.Draft(Sample.Framework, round ?? Sample.Round, judgement ?? Sample.Judgement(), new(before ?? [], []));

    static string Read(List<Block> blocks, string id) => Inline.Plain(LetterText.Of(blocks, Sample.Judgement()).Blocks.First(block => block.Id == id).Runs);

    [Fact]
    public void A_letter_has_the_parts_of_the_framework_in_their_order()
    {
        var blocks = Draft();
        string[] parts = ["letterhead", "addressee", "date", "salutation", "title", "thanks", "summary-heading", "grades", "descriptors", "findings-summary-1", "coasting",
            "findings-BH-heading", "findings-BH-1", "findings-SS-heading", "findings-EA-heading", "findings-PC-heading", "findings-EW-heading", "findings-MG-heading",
            "lists-heading", "lists", "focus-heading", "focus", "use", "valediction", "signatures"];
        Assert.Equal(parts, blocks.Select(block => block.Id).Where(parts.Contains));
        Assert.Equal("Dear Ms Example", Read(blocks, "salutation"));
        Assert.Equal("1 November 2006", Read(blocks, "date"));
        Assert.Equal(["3 (good)", "3 (good)", "2 (adequate)"], blocks.First(block => block.Id == "grades").Rows.Select(row => row.Cells[1].Lines[0]));
    }

    [Fact]
    public void The_opening_sentence_of_the_grading_opens_the_first_paragraph()
    {
        var blocks = Draft();
        Assert.StartsWith("Children and young people in Northmere are kept adequately safe. Every child", Read(blocks, "findings-SS-1"));
        Assert.StartsWith("Young people sit on", Read(blocks, "findings-PC-1"));
    }

    [Fact]
    public void A_heading_that_the_template_prints_is_not_printed_twice() =>
        Assert.Single(Draft(), block => block.Kind == BlockKind.Heading && block.Markdown == "Summary");

    [Fact]
    public void A_conditional_block_stands_only_where_its_condition_holds()
    {
        var judgement = Sample.Judgement();
        judgement.Designations[0].Status = Apa.Protos.Types.V1.DesignationStatus.NotDeterminable;
        Assert.DoesNotContain(Draft(judgement), block => block.Id is "coasting" or "notice");
        Assert.Equal("A rehearsal.", Draft(judgement, new("apa-2006", "APA", new(2006, 11, 1), "A rehearsal.")).Last().Markdown);
    }

    [Fact]
    public void Lists_stand_side_by_side_by_section_and_items_are_never_markup()
    {
        var lists = LetterText.Of(Draft(), Sample.Judgement()).Blocks.First(block => block.Id == "lists");
        Assert.Equal(["Key strengths", "Key areas for improvement"], lists.Columns);
        Assert.Equal(6, lists.Rows.Count);
        Assert.Equal("Management of children's services", Inline.Plain(lists.Rows[5][0].Heading));
        Assert.Contains("A*-C grades of traveller children & their peers", lists.Rows[2][1].Lines.Select(Inline.Plain));
    }

    [Fact]
    public void Paragraphs_keep_their_ids_when_others_come_and_go()
    {
        var before = Draft();
        var judgement = Sample.Judgement(2);
        var safe = judgement.Findings.First(finding => finding.Section == "SS");
        var kept = before.First(block => block.Id == "findings-SS-3").Markdown;
        safe.Markdown = $"An entirely new start.\n\nA second new one.\n\n{kept}\n\nAnd one more.\n\nAnd another.\n\nAnd a last.";
        var after = Draft(judgement, before: before).Where(block => block.Id.StartsWith("findings-SS-", StringComparison.Ordinal) && block.Kind == BlockKind.Paragraph).ToList();
        Assert.Equal(kept, after[2].Markdown);
        Assert.Equal(["findings-SS-1", "findings-SS-2", "findings-SS-3", "findings-SS-4", "findings-SS-5", "findings-SS-6"], after.Select(block => block.Id));
    }

    [Theory]
    [InlineData("# A heading", "# A heading")]
    [InlineData("see [here](http://x.test) and <b>bold</b>", "see [here](http://x.test) and <b>bold</b>")]
    [InlineData("[x]: not a definition", "[x]: not a definition")]
    [InlineData("![i](x.png) &amp; `code`", "![i](x.png) & `code`")]
    [InlineData("GCSE A*-G and *soft* and **hard**", "GCSE A*-G and soft and hard")]
    [InlineData("{{figure nobody-knows}}", "[figure nobody-knows: not known]")]
    [InlineData("{{ authority.name }}", "{{ authority.name }}")]
    public void Narrative_is_inline_text_and_never_a_template(string markdown, string reads) =>
        Assert.Equal(reads, Inline.Plain(Inline.Parse(markdown, _ => null)));

    [Fact]
    public void A_reference_may_hold_any_character_and_resolves_inside_emphasis()
    {
        var runs = Inline.Parse("*{{figure a_b*c 2005-06}}* rose", reference => reference == "a_b*c 2005-06" ? "7" : null);
        Assert.Equal(new Run("7", Emphasis: true, Figure: "a_b*c 2005-06"), runs[0]);
    }

    [Theory]
    [InlineData("{{ round.title }}\n{{ round.titel }}", "line 2: round.titel does not exist")]
    [InlineData("{% if false %}{{ nix.nax }}{% endif %}", "line 1: nix does not exist")]
    [InlineData("{% for s in signatories %}{{ s.name }}{{ s.nme }}{% endfor %}", "line 1: s.nme does not exist")]
    [InlineData("{{ grades.education.word }}", "line 1: grades.education does not exist")]
    [InlineData("{{ round.title | shout }}", "line 1: the filter shout does not exist; there are capitalize, default, downcase, first, join, last, size, strip, upcase")]
    public void A_template_that_asks_for_what_is_not_there_is_refused_by_block_and_line(string liquid, string fault)
    {
        var framework = Sample.Framework;
        framework.Blocks.First(block => block.Id == "thanks").Text = liquid;
        var error = Assert.Throws<Grpc.Core.RpcException>(() => FrameworkCheck.ThrowIfAny(framework));
        Assert.Equal($"framework.blocks[thanks].text: {fault}", error.Status.Detail);
    }

    [Fact]
    public void The_trace_of_a_figure_stands_alone()
    {
        var sources = Sample.Letter().Text.Sources;
        Assert.Equal("Reviews of child protection cases held on time; period 2005-06 (2005-04-01 to 2006-03-31); from CSCI, Performance indicators; indicator CF-C20; in datasets/apa-2006/versions/1",
            sources.First(source => source.Reference == "CF/C20 2005-06").Trace);
        Assert.Contains("period not stated in source", sources[0].Trace);
    }

    [Theory]
    [InlineData("2006-11-03", 5, "2006-11-10")]
    [InlineData("2006-12-21", 3, "2006-12-28")]
    [InlineData("2026-04-02", 1, "2026-04-07")]
    [InlineData("2026-12-24", 1, "2026-12-29")]
    [InlineData("2027-12-24", 1, "2027-12-29")]
    [InlineData("2022-12-23", 1, "2022-12-28")]
    public void A_deadline_passes_over_weekends_and_bank_holidays(string sent, int days, string deadline) =>
        Assert.Equal(DateOnly.Parse(deadline), WorkingDays.After(DateOnly.Parse(sent), days));

    [Fact]
    public void The_text_of_a_letter_is_hashed_over_all_that_is_printed()
    {
        var judgement = Sample.Judgement();
        var hash = Sample.Letter().TextSha256;
        Assert.Equal(hash, Sample.Letter().TextSha256);
        judgement.Figures[1].Text = "1 in 6";
        Assert.NotEqual(hash, Sample.Letter(judgement).TextSha256);
        Assert.Contains("from 8.3 to 6.3 months[4]", Sample.Letter().Text.Canonical("x", 1, 1));
    }
}
