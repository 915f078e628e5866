using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>Where a letter stands, what it looks like, and what can be done with it now.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
public sealed class LetterModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    /// <summary>What is rendered, and what each is for.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Renderings =
        [new("letter.html", "As it will print"), new("letter.pdf", "PDF"), new("letter.docx", "Word document"), new("letter.txt", "Plain text"), new("letter.json", "JSON")];

    /// <summary>Hash of the text that was read.</summary>
    [BindProperty]
    public string TextSha256 { get; set => field = value ?? ""; } = "";

    /// <summary>Days that the authority will have for its check; 0 once it was sent.</summary>
    public int WorkingDays { get; private set; }

    public bool MaySign => Letter.State == LetterState.Approved && Caller.Bodies.Any(body => Letter.Signatures.All(signature => signature.Body != body));

    public Document? Frozen(string fileName) => Letter.Documents.FirstOrDefault(document => document.FileName == fileName);

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        (Etag, TextSha256) = (Letter.Etag, Letter.TextSha256);
    }

    public Task<IActionResult> OnGetDocumentAsync(string file, CancellationToken ct) => this.Document(
        Service.GetDocument(new() { Letter = Name, FileName = file ?? "" }, cancellationToken: ct),
        part => part.Document is { } said ? (said.FileName, said.MediaType) : null, part => part.Data, ct);

    public Task<IActionResult> OnPostSendAsync(CancellationToken ct) => Do("The letter is with the authority", async () =>
        await Service.SendForCheckAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostCloseAsync(CancellationToken ct) => Do("The check is closed", async () =>
        await Service.CloseCheckAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostApproveAsync(CancellationToken ct) => Do("The letter is approved for signature", async () =>
        await Service.ApproveLetterAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostSignAsync(CancellationToken ct) => Do("You signed the letter", async () =>
        await Service.SignLetterAsync(new() { RequestId = RequestId, Name = Name, TextSha256 = TextSha256 }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostIssueAsync(CancellationToken ct) => Do("The letter is issued", async () =>
        await Service.IssueLetterAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Letters/Letter", new { Round, La });
        await OnGetAsync(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        await LoadLetter(ct);
        if (Letter.State == LetterState.Draft)
            WorkingDays = (await Service.GetFrameworkAsync(new() { Name = $"frameworks/{Letter.Framework.Id}/versions/{Letter.Framework.Version}" }, cancellationToken: ct)).CheckWorkingDays;
    }
}
