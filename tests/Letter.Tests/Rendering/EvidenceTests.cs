using Apa.Letters.Rendering;

namespace Apa.Letters.Tests.Rendering;

/// <summary>An outcome without evidence is not silently missing.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void An_outcome_without_evidence_says_so_below_its_heading()
    {
        var blocks = Letters.WithoutEvidence.Text.Blocks;
        var heading = blocks.ToList().FindIndex(block => block.Id == "findings-PC-heading");
        Assert.Equal("Making a positive contribution", Inline.Plain(blocks[heading].Runs));
        Assert.Equal(("findings-PC-1", Drafting.NoFinding), (blocks[heading + 1].Id, Inline.Plain(blocks[heading + 1].Runs)));
    }

    [Fact]
    public async Task Every_rendering_says_it()
    {
        var said = Documents.Packed(Drafting.NoFinding);
        Assert.Contains(said, Documents.Packed(HtmlLetter.Render(Letters.WithoutEvidence)));
        Assert.Contains(said, Documents.Packed(TextLetter.Render(Letters.WithoutEvidence)));
        Assert.Contains(said, Documents.Packed(JsonLetter.Render(Letters.WithoutEvidence)));
        Assert.Contains(said, Documents.Packed(DocxTests.Xml(DocxLetter.Render(Letters.WithoutEvidence))));
        Assert.Contains(said, Documents.Packed((await PdfStructure.Of(await Documents.Pdf(Letters.WithoutEvidence))).Text));
    }
}
