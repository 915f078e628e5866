using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>Words one paragraph anew; its figures can be checked before it is kept.</summary>
[Allow(Role.Editor)]
public sealed class ParagraphModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    [BindProperty(SupportsGet = true)]
    public string Paragraph { get; set; } = "";

    [BindProperty]
    public string? Markdown { get; set; }

    public Block Block { get; private set; } = new();

    /// <summary>What the figures of the typed text are; null before it was asked for.</summary>
    public FigureCheck? Figures { get; private set; }

    public bool MayEdit => Letter.State is not (LetterState.Issued or LetterState.Superseded);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        (Markdown, Etag) = (Block.Markdown, Letter.Etag);
        return Page();
    }

    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        // An empty text would be taken for the letter's own.
        if (string.IsNullOrWhiteSpace(Markdown)) Refuse(nameof(Markdown), "Type the text whose figures are checked");
        else await Try(async () => Figures = await Service.CheckFiguresAsync(new() { Letter = Name, Text = LetterText.Read(Markdown, Letter.Figures) }, cancellationToken: ct));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var request = new EditParagraphRequest { RequestId = RequestId, Name = Name, Etag = Etag, Paragraph = Paragraph, Markdown = (Markdown ?? "").ReplaceLineEndings("\n") };
        if (await Try(async () => await Service.EditParagraphAsync(request, cancellationToken: ct))) return DoneSo("The paragraph is worded anew", "/Letters/Text", new { Round, La });
        if (!await Load(ct)) return NotFound();
        // Sent once more it overwrites what is there now, which the page shows above.
        Etag = Letter.Etag;
        return Page();
    }

    protected override string InputOf(string field) => field == "markdown" ? nameof(Markdown) : field;

    async Task<bool> Load(CancellationToken ct)
    {
        await LoadLetter(ct);
        if (Letter.Blocks.FirstOrDefault(block => block.Id == Paragraph) is not { } block) return false;
        Block = block;
        return true;
    }
}
