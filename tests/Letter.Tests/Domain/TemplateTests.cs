using AngleSharp.Html.Parser;
using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Grpc.Core;

namespace Apa.Letters.Tests.Domain;

/// <summary>Templates: every fault is found at load, whatever they say they are bounded, and narrative is never one.</summary>
public sealed class TemplateTests
{
    static IEnumerable<string> Faults(string liquid) => Templates.Faults(liquid, TemplateModel.Sample(Sample.Framework));

    [Theory]
    [InlineData("{{ round.title }}{{ meeting.date }}{{ meeting.with }}{{ addressee.surname }}{{ authority.la_code }}")]
    [InlineData("{% if meeting %}{{ meeting.date }}{% else %}none{% endif %}")]
    [InlineData("{% for s in signatories %}{{ s.name }}{% unless forloop.last %}, {% endunless %}{% endfor %}")]
    [InlineData("{{ grades.social-care.word | upcase }}{{ bodies.size }}{{ bodies.first }}")]
    [InlineData("{% assign who = meeting.with | default: 'you' %}{{ who }}{% if designations.whatever %}!{% endif %}")]
    public void What_the_model_has_may_be_asked_for(string liquid) => Assert.Empty(Faults(liquid));

    [Theory]
    [InlineData("{% if false %}{{ round.titel }}{% endif %}", "line 1: round.titel does not exist")]
    [InlineData("one\n{% if meeting %}two{% else %}\n{{ meetings.date }}{% endif %}", "line 3: meetings does not exist")]
    [InlineData("{% for b in bodies %}\n{{ b.nmae }}{% endfor %}", "line 2: b.nmae does not exist")]
    [InlineData("{% assign m = meeting %}{{ m.dat }}", "line 1: m.dat does not exist")]
    [InlineData("{% unless rond %}x{% endunless %}", "line 1: rond does not exist")]
    [InlineData("{% case round.yaer %}{% when '2006' %}x{% endcase %}", "line 1: round.yaer does not exist")]
    [InlineData("{{ round.title | default: round.nmae }}", "line 1: round.nmae does not exist")]
    public void A_name_that_does_not_exist_is_found_in_every_branch(string liquid, string fault) => Assert.Equal([fault], Faults(liquid));

    [Theory]
    [InlineData("{% if false %}{{ round.title | shout }}{% endif %}", "line 1: the filter shout does not exist")]
    [InlineData("x\n{{ 'now' | date: '%Y' }}", "line 2: the filter date does not exist")]
    [InlineData("{{ round.title | append: round.title }}", "line 1: the filter append does not exist")]
    [InlineData("one\n{% if round.title %}", "line ")]
    [InlineData("{{ round.title", "line 1: ")]
    [InlineData("{% include 'other' %}", "line 1: ")]
    [InlineData("{% capture x %}y{% endcapture %}", "line 1: ")]
    [InlineData("{% render 'x' %}", "line 1: ")]
    [InlineData("{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}", "line 1: ")]
    [InlineData("{% for i in (1..2000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}", "line 1: gives more than 10,000 characters")]
    public void What_a_letter_does_not_take_is_refused_with_its_line(string liquid, string begins) =>
        Assert.StartsWith(begins, Assert.Single(Faults(liquid)));

    [Fact]
    public void A_template_is_no_longer_than_a_letter_needs() => Assert.Equal(["line 1: is 10,001 characters long, at most 10,000 are taken"], Faults(new string('x', 10_001)));

    [Fact]
    public void Everything_that_is_wrong_with_a_framework_is_told_at_once()
    {
        var framework = Sample.Framework;
        framework.Blocks.First(block => block.Id == "thanks").Text = "{{ round.titel }} {{ authority.nmae }}";
        framework.Blocks.First(block => block.Id == "coasting").When = "designation.coasting";
        framework.Blocks.First(block => block.Id == "valediction").Text = "{{ oops";
        framework.Blocks.First(block => block.Id == "focus").Lists[0] = "nowhere";
        framework.Sections.First(section => section.Section == "BH").Openings["good"] = "{{ authority.nam }}";
        framework.Areas.Add(framework.Areas[0]);
        framework.Vocabulary.Add(new NamePattern { Pattern = "(x)\\1", What = "x" });

        var error = Assert.Throws<RpcException>(() => FrameworkCheck.ThrowIfAny(framework));
        var fields = error.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>().FieldViolations.Select(violation => violation.Field);
        Assert.Equal(
            ["framework.areas", "framework.blocks[16].lists", "framework.blocks[coasting].when", "framework.blocks[thanks].text", "framework.blocks[thanks].text", "framework.blocks[valediction].text", "framework.sections[BH].openings[good]", "framework.vocabulary[0].pattern"],
            fields.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{{ round.title }} and {% if true %}taken{% endif %}")]
    [InlineData("<script>alert(1)</script> <b onclick=x>bold</b> <img src=x>")]
    [InlineData("[a link](https://example.invalid) and ![a picture](https://example.invalid/x.png)")]
    [InlineData("# No heading")]
    [InlineData("&lt;script&gt; `code` | a | table |")]
    public void Narrative_stands_as_it_was_written_in_every_rendering(string narrative)
    {
        var judgement = Sample.Judgement();
        judgement.Findings.First(finding => finding.Section == "PC").Markdown = $"Before {narrative} after.";
        var view = LetterView.Of(Sample.Letter(judgement), Sample.Framework, issued: false);
        var page = new HtmlParser().ParseDocument(HtmlLetter.Render(view));
        var paragraph = page.QuerySelector("[id^='findings-PC-1']")!;
        var reads = narrative.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        Assert.Equal($"Before {reads} after.", paragraph.TextContent);
        Assert.Empty(paragraph.Children);
        Assert.Empty(page.QuerySelectorAll("script, img, b, [onclick], a[href^='http']"));
        Assert.Contains(reads.Split(' ')[0], TextLetter.Render(view), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_marks_of_a_template_stays_a_name()
    {
        var judgement = Sample.Judgement();
        (judgement.Addressee.Honorific, judgement.Addressee.Name) = ("", "{{ round.title }} *Star* <b>Bold</b>");
        var letter = Sample.Letter(judgement);
        Assert.Equal("Dear <b>Bold</b>", letter.Text.Blocks.First(block => block.Id == "salutation").Words());
        Assert.Contains("{{ round.title }} *Star* <b>Bold</b>", letter.Text.Blocks.First(block => block.Id == "addressee").Words());
    }
}
