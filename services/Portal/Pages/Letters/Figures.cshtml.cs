using Apa.Protos.Letters.V1;
using Apa.Shared;

namespace Apa.Portal.Pages.Letters;

/// <summary>The figures that a letter cites with where they come from, and whether every numeral of its text is one of them.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
public sealed class FiguresModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    public FigureCheck Check { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct)
    {
        var check = Service.CheckFiguresAsync(new() { Letter = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadLetter(ct), check);
        Check = await check;
    }
}
