using System.Text;

namespace Apa.Letters.Tests.Rendering;

/// <summary>Every rendering states what judgement and framework hold: all of it, in the same order, and nothing else.</summary>
public sealed class FactsTests
{
    [Theory]
    [InlineData("letter.html")]
    [InlineData("letter.pdf")]
    [InlineData("letter.docx")]
    [InlineData("letter.txt")]
    [InlineData("letter.json")]
    public async Task A_rendering_states_the_facts_of_the_judgement(string fileName)
    {
        var bytes = fileName == "letter.pdf" ? await Documents.Pdf(Letters.Issued) : await Documents.Of(Letters.Issued, fileName);
        var expected = Facts.Expected(Sample.Judgement(), Sample.Framework, Sample.Round.LetterDate);
        var stated = fileName switch
        {
            "letter.html" => Facts.OfHtml(bytes),
            "letter.pdf" => await Facts.OfPdf(bytes),
            "letter.docx" => Facts.OfDocx(bytes),
            "letter.txt" => Facts.OfText(Encoding.UTF8.GetString(bytes)),
            _ => Facts.OfJson(bytes),
        };
        Assert.Equal(expected.Addressee, stated.Addressee);
        Assert.Equal(expected.Date, stated.Date);
        Assert.Equal(expected.Title, stated.Title);
        Assert.Equal(expected.Grades, stated.Grades);
        Assert.Equal(expected.Descriptors, stated.Descriptors);
        Assert.Equal(expected.Footnotes, stated.Footnotes);
        Assert.Equal(expected.Paragraphs, stated.Paragraphs.Where(expected.Paragraphs.Contains));
        Assert.Equal(expected.Strengths, stated.Strengths);
        Assert.Equal(expected.Improvements, stated.Improvements);
        Assert.Equal(expected.Focus, stated.Focus);
        Assert.Equal(expected.Sources, stated.Sources);
        Assert.Equal(expected.Signatures, stated.Signatures);
    }
}
