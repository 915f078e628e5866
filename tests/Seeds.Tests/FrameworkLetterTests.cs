using Apa.Cli;
using Apa.Letters;
using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Grpc.Core;

namespace Apa.Seeds.Tests;

/// <summary>The letters of the years that ship: their form, their preview, and what an author reads who made a mistake in a file.</summary>
public sealed class FrameworkLetterTests
{
    static string PathOf(string id) => Path.Combine(Hertfordshire.Root, "seeds", "frameworks", $"{id}.json");

    static Framework Part(string id) => FrameworkFile.Read(PathOf(id)).Letter;

    static LetterText Preview(string id) => SampleLetter.Of(Part(id)).Text;

    static int Place(LetterText text, string id) => text.Blocks.Index().First(block => block.Item.Id == id).Index;

    [Theory]
    [InlineData("apa-2005")]
    [InlineData("apa-2006")]
    [InlineData("apa-2007")]
    public void A_preview_fills_every_block_and_says_that_it_is_invented(string id)
    {
        var framework = Part(id);
        FrameworkCheck.ThrowIfAny(framework);
        var letter = SampleLetter.Of(framework);
        var text = letter.Text;
        Assert.Empty(framework.Blocks.Where(block => block.Kind is not (BlockKind.Findings or BlockKind.AllFindings)).Select(block => block.Id).Except(text.Blocks.Select(block => block.Id)));
        Assert.All(framework.Sections, section => Assert.Contains(text.Blocks, block => block.Id == $"findings-{section.Section}-1"));
        Assert.DoesNotContain(text.Blocks, block => block.Words().Length == 0);
        Assert.All(text.Blocks.First(block => block.Kind == BlockKind.PairedLists).Rows.SelectMany(row => row), cell => Assert.Equal(2, cell.Lines.Count));
        var view = LetterView.Of(letter, framework, issued: false);
        foreach (var shown in (string[])[HtmlLetter.Render(view), TextLetter.Render(view)])
        {
            Assert.Contains(LetterView.SyntheticNotice, shown, StringComparison.Ordinal);
            Assert.Contains(LetterView.DraftNotice, shown, StringComparison.Ordinal);
        }
        Assert.Contains("invented data", text.Blocks.First(block => block.Id == "notice").Words(), StringComparison.Ordinal);
        Assert.Equal(id != "apa-2006", text.Blocks.First(block => block.Id == "notice").Words().Contains("unverified", StringComparison.Ordinal));
    }

    [Fact]
    public void The_letter_of_2005_opens_on_the_meeting_and_takes_the_outcomes_before_the_grades()
    {
        var text = Preview("apa-2005");
        var first = text.Blocks.First(block => block.Kind == BlockKind.Paragraph && block.Id != "salutation").Words();
        Assert.StartsWith("On 1 January 2000 we met Ann Sample and colleagues", first);
        Assert.Contains("education and social care", first, StringComparison.Ordinal);
        Assert.Contains("education and social care", text.Title, StringComparison.Ordinal);
        Assert.True(Place(text, "findings-EW-heading") < Place(text, "grades") && Place(text, "grades") < Place(text, "signatures"));
        Assert.Equal(2, text.Blocks.First(block => block.Id == "letterhead").Rows.Count);
    }

    [Fact]
    public void The_letter_of_2005_does_without_a_meeting_that_no_evidence_has()
    {
        var judgement = Hertfordshire.Judgement;
        judgement.Meeting = null;
        var letter = Letters.Letter.Begin(Guid.Empty, judgement, Part("apa-2005"), new("apa-2005", "APA", new(2005, 12, 1), ""), DateTimeOffset.UnixEpoch);
        var thanks = letter.Text.Blocks.First(block => block.Id == "thanks").Words();
        Assert.StartsWith("We are grateful", thanks);
        Assert.DoesNotContain("met ", thanks, StringComparison.Ordinal);
    }

    [Fact]
    public void The_letter_of_2007_is_ofsted_s_alone_and_grades_each_section()
    {
        var (framework, text) = (Part("apa-2007"), Preview("apa-2007"));
        Assert.StartsWith("Office for Standards in Education, Children's Services and Skills", Assert.Single(framework.Bodies).Name);
        Assert.Single(text.Blocks.First(block => block.Id == "letterhead").Rows);
        Assert.Single(text.Blocks.First(block => block.Id == "signatures").Rows);
        foreach (var section in (string[])["BH", "SS", "EA", "PC", "EW", "MG"])
            Assert.Equal("Grade 3 (good)", text.Blocks[Place(text, $"findings-{section}-heading") + 1].Words());
        Assert.Equal(7, text.Blocks.First(block => block.Id == "grades").Rows.Count);
    }

    [Theory]
    [InlineData("apa-2005")]
    [InlineData("apa-2007")]
    public void A_form_that_nobody_has_seen_says_so(string id)
    {
        Assert.Equal(Protos.Types.V1.Verification.Unverified, Part(id).Provenance.Verification);
        Assert.Contains("Form: unverified", Part(id).Provenance.Note, StringComparison.Ordinal);
    }

    /// <summary>A text of the file of 2006, what takes its place, and what its author is told after the line's number.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "what the {{ round.year }} annual performance assessment found", "what {{ round.titel }} found", "letter.blocks[thanks].text: round.titel does not exist" },
        { "Dear {{ addressee.honorific }}", "Dear\\n{{ addressee.honour }}", "letter.blocks[salutation].text: addressee.honour does not exist (line 2 of the text)" },
        { "\"when\": \"round.notice\"", "\"when\": \"round.notices\"", "letter.blocks[notice].when: round.notices does not exist" },
        { "The authority is good at keeping children and young people safe.", "{% if false %}{{ grades.weather.word }}{% endif %}", "letter.openings.SS.good: grades.weather does not exist" },
        { "Yours sincerely", "{{ round.title | shout }}", "letter.blocks[valediction].text: the filter shout does not exist" },
        { "With this judgement, the", "{% if round.title %}the", "letter.blocks[coasting].text: " },
        { "{{ round.notice }}", "{% capture x %}{% endcapture %}", "letter.blocks[notice].text: " },
        { "\"lists\": [\"focus-items\"]", "\"lists\": [\"no-list\"]", "letter.blocks[16].lists: 'no-list' is no list of this framework" },
        { "\"body\": \"csci\"", "\"body\": \"dfes\"", "letter.signatories[1].body: 'dfes' is no body of this framework" },
        { "\"openings\": {", "\"vocabulary\": [\n{ \"pattern\": \"(?=x)\", \"what\": \"x\" }],\n\"openings\": {", "letter.vocabulary[0].pattern: is no regular expression without backtracking" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_file_is_told_by_line_path_and_name(string written, string instead, string told)
    {
        var path = Changed((written, instead));
        var fault = Assert.Single(Faults(path));
        Assert.StartsWith($"line {LineOf(path, instead)}: {told}", fault);
    }

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once()
    {
        var path = Changed([.. Mistakes.Select(row => (row.Data.Item1, row.Data.Item2))]);
        Assert.Equal(Mistakes.Count, Faults(path).Count());
    }

    static IEnumerable<string> Faults(string path)
    {
        var file = FrameworkFile.Read(path);
        var refused = Assert.Throws<RpcException>(() => FrameworkCheck.ThrowIfAny(file.Letter));
        return FrameworkLoader.Told(file, FrameworkPart.Letter, refused);
    }

    /// <summary>The line on which a change stands; of one over several lines, the second.</summary>
    static int LineOf(string path, string instead)
    {
        var lines = File.ReadAllLines(path);
        var parts = instead.Split('\n');
        return Array.FindIndex(lines, line => line.Contains(parts[Math.Min(1, parts.Length - 1)], StringComparison.Ordinal)) + 1;
    }

    static string Changed(params (string Written, string Instead)[] changes)
    {
        var text = File.ReadAllText(PathOf("apa-2006"));
        foreach (var (written, instead) in changes)
        {
            var at = text.IndexOf(written, StringComparison.Ordinal);
            Assert.True(at >= 0, written);
            text = text[..at] + instead + text[(at + written.Length)..];
        }
        var path = Path.Combine(Directory.CreateTempSubdirectory("apa-framework-").FullName, "changed.json");
        File.WriteAllText(path, text);
        return path;
    }
}
