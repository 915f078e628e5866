using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>An authority contests grades.</summary>
[Allow(Role.Authority)]
public sealed class RepresentationModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : OwnCasePage(judgement, frameworks)
{
    /// <summary>Areas whose grade is contested.</summary>
    [BindProperty]
    public List<string> Areas { get; set; } = [];

    [BindProperty]
    public string? Grounds { get; set; }

    /// <summary>Ids of documents that it rests on.</summary>
    [BindProperty]
    public List<string> Rests { get; set; } = [];

    public IReadOnlyList<FiledDocument> Documents { get; private set; } = [];
    public string AreasFault => FaultOf("areas");

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await dialogue.RaiseRepresentationAsync(new() { RequestId = RequestId, Assessment = Name, Areas = { Areas }, Grounds = Grounds ?? "", Documents = { Rests } }, cancellationToken: ct)))
            return DoneSo("The representation is raised", "/OwnCase/Case", new { Round, La });
        await Load(ct);
        return Page();
    }

    protected override string InputOf(string field) => field == "grounds" ? nameof(Grounds) : field;

    async Task Load(CancellationToken ct)
    {
        var documents = dialogue.ListDocumentsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadRound(ct), documents);
        Documents = (await documents).Documents;
    }
}
