using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>The text block by block with the comments on it: the authority comments and attaches, the editor answers.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
[RequestSizeLimit(Largest)]
[RequestFormLimits(MultipartBodyLengthLimit = Largest)]
public sealed class TextModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    /// <summary>In bytes: what the service takes, and the form around it.</summary>
    const int Largest = 11 * 1024 * 1024;

    public static readonly IReadOnlyList<KeyValuePair<string, string>> Answers =
        [new("", "Choose an answer"), new("wording", "Accepted as wording: the letter is worded anew"), new("substance", "Accepted as substance: the case's team decides"), new("rejected", "Rejected")];

    /// <summary>Id of the block that is commented on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Paragraph { get; set; }

    /// <summary>Id of the comment that is answered, or that a file goes with.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Comment { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? Reply { get; set; }

    [BindProperty]
    public IFormFile? Attached { get; set; }

    public bool MayComment => IsOwn && InCheck;
    public bool MayEdit => IsEditor && Letter.State is not (LetterState.Issued or LetterState.Superseded);

    public Task OnGetAsync(CancellationToken ct) => LoadLetter(ct);

    public Task<IActionResult> OnGetAttachmentAsync(int number, CancellationToken ct) => this.Attachment(
        Service.GetAttachment(new() { Name = $"{Name}/attachments/{number}" }, cancellationToken: ct),
        part => part.Attachment is { } said ? (said.FileName, said.MediaType) : null, part => part.Data, ct);

    public Task<IActionResult> OnPostCommentAsync(CancellationToken ct) => Do("The comment is kept", async () =>
        await Service.AddCommentAsync(new() { RequestId = RequestId, Name = Name, Paragraph = Paragraph ?? "", Text = Lines(Text) }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostAnswerAsync(CancellationToken ct) => Do("The comment is answered", async () =>
        await Service.AnswerCommentAsync(new() { RequestId = RequestId, Name = Name, Comment = Comment ?? 0, Answer = Chosen, Reply = Lines(Reply) }, cancellationToken: ct), ct);

    public async Task<IActionResult> OnPostAttachAsync(CancellationToken ct)
    {
        if (Attached is { } file) return await Do("The file is attached", () => Send(file, ct), ct);
        Refuse(nameof(Attached), "Choose a file");
        await LoadLetter(ct);
        return Page();
    }

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Letters/Text", new { Round, La });
        await LoadLetter(ct);
        return Page();
    }

    async Task Send(IFormFile file, CancellationToken ct)
    {
        var header = new AttachmentHeader { RequestId = RequestId, Letter = Name, Comment = Comment ?? 0, FileName = Path.GetFileName(file.FileName), Sha256 = await Upload.Hash(file, ct) };
        await Service.AttachToComment(cancellationToken: ct).Send(new() { Header = header }, file, piece => new() { Chunk = piece }, ct);
    }

    CommentAnswer Chosen => Answer switch
    {
        "wording" => CommentAnswer.Wording,
        "substance" => CommentAnswer.Substance,
        "rejected" => CommentAnswer.Rejected,
        _ => CommentAnswer.Unspecified,
    };

    static string Lines(string? text) => (text ?? "").ReplaceLineEndings("\n");

    protected override string InputOf(string field) => field switch
    {
        "text" => nameof(Text),
        "answer" => nameof(Answer),
        "reply" => nameof(Reply),
        "header.file_name" or "chunk" => nameof(Attached),
        _ => field,
    };
}
