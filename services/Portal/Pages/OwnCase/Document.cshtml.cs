using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>An authority files a document in its case; it is never changed, a newer one is another.</summary>
[Allow(Role.Authority)]
[RequestSizeLimit(Largest)]
[RequestFormLimits(MultipartBodyLengthLimit = Largest)]
public sealed class DocumentModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : OwnCasePage(judgement, frameworks)
{
    /// <summary>In bytes: what the service takes, and the form around it.</summary>
    const int Largest = 21 * 1024 * 1024;

    public static readonly IReadOnlyList<KeyValuePair<string, string>> Kinds =
        [new("", "Choose"), .. Enum.GetValues<DocumentKind>().Where(k => k != DocumentKind.Unspecified).Select(k => KeyValuePair.Create($"{k}", Words.Of(k)))];

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? DocumentTitle { get; set; }

    [BindProperty]
    public IFormFile? Filed { get; set; }

    public Task OnGetAsync(CancellationToken ct) => LoadRound(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Filed is not { } file) Refuse(nameof(Filed), "Choose a file");
        else if (await Try(() => Send(file, ct))) return DoneSo("The document is filed", "/OwnCase/Case", new { Round, La });
        await LoadRound(ct);
        return Page();
    }

    async Task Send(IFormFile file, CancellationToken ct)
    {
        var kind = Enum.TryParse<DocumentKind>(Kind, out var chosen) ? chosen : default;
        var header = new DocumentHeader { RequestId = RequestId, Assessment = Name, Kind = kind, Title = DocumentTitle ?? "", FileName = Path.GetFileName(file.FileName) };
        await dialogue.FileDocument(cancellationToken: ct).Send(new() { Header = header }, file, piece => new() { Chunk = piece }, ct);
    }

    protected override string InputOf(string field) => field switch
    {
        "header.kind" => nameof(Kind),
        "header.title" => nameof(DocumentTitle),
        "header.file_name" or "chunk" => nameof(Filed),
        _ => field,
    };
}
