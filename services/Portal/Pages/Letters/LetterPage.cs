using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>A page about one letter.</summary>
public abstract class LetterPage(LetterService.LetterServiceClient letters) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    /// <summary>The etag that was read with the form.</summary>
    [BindProperty]
    public string Etag { get; set => field = value ?? ""; } = "";

    public string Name => new CaseName(La, Round).Letter;
    public Letter Letter { get; private set; } = new();
    public bool IsEditor => Caller.Is(Role.Editor);
    public bool IsOwn => Caller.IsAuthority(La);
    public bool InCheck => Letter.State == LetterState.InCheck;
    public IReadOnlyList<Comment> Comments => Letter.Check?.Comments ?? [];

    protected LetterService.LetterServiceClient Service => letters;

    protected async Task LoadLetter(CancellationToken ct) => Letter = await letters.GetLetterAsync(new() { Name = Name }, cancellationToken: ct);
}
