using System.Text;
using Apa.Letters.Rendering;

namespace Apa.Letters.Tests.Rendering;

/// <summary>The same letter gives the same bytes, whoever renders it and when.</summary>
public sealed class SameBytesTests
{
    [Fact]
    public async Task The_same_letter_gives_the_same_bytes()
    {
        // A process of its own makes each of the two PDFs.
        var first = await new Renderings(Documents.WeasyPrint()).All(Letters.Issued, TestContext.Current.CancellationToken);
        var again = await new Renderings(Documents.WeasyPrint()).All(LetterView.Of(Letters.Signed(Sample.Judgement()), Sample.Framework, issued: true), TestContext.Current.CancellationToken);
        Assert.Equal(Renderings.FileNames, first.Select(one => one.Document.FileName));
        Assert.Equal(first.Select(one => one.Document.Sha256), again.Select(one => one.Document.Sha256));
    }

    [Fact]
    public void A_signing_shows_by_the_printed_name_alone()
    {
        var letter = Letter.Begin(Sample.Uid, Sample.Judgement(), Sample.Framework, Sample.Round, DateTimeOffset.UnixEpoch);
        var signedAt = new DateTimeOffset(2006, 10, 30, 12, 34, 56, TimeSpan.Zero);
        letter.SendForCheck(signedAt, 5);
        letter.CloseCheck(signedAt);
        letter.Finalise(letter.Judgement);
        letter.Approve("emil-editor");
        foreach (var signatory in Sample.Framework.Signatories) letter.Sign(letter.TextSha256, $"subject-{signatory.Body}", [signatory.Body], Sample.Framework.Signatories, signedAt);
        var view = LetterView.Of(letter, Sample.Framework, issued: true);
        foreach (var shown in (string[])[HtmlLetter.Render(view), TextLetter.Render(view), JsonLetter.Render(view), Encoding.Latin1.GetString(DocxLetter.Render(view)), DocxTests.Xml(DocxLetter.Render(view))])
        {
            Assert.DoesNotContain("subject-", shown);
            Assert.DoesNotContain("emil-editor", shown);
            Assert.DoesNotContain("12:34:56", shown);
            Assert.DoesNotContain(letter.Uid.ToString(), shown);
        }
        Assert.Equal(HtmlLetter.Render(Letters.Issued), HtmlLetter.Render(view));
    }
}
