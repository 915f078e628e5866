using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Publications;

/// <summary>
/// One publication: where it stands, and what can be done with it now. Who may read before the release is named one by one, so no role
/// is asked for here.
/// </summary>
[Allow(Role.Any)]
public sealed class PublicationModel(PublicationService.PublicationServiceClient publications, PublicAddresses addresses) : RoundPage(publications)
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Dates =
        [new("", "The date it prints is not past"), new("keep", "Keep the date it prints"), new("reissue", "Wait for a letter with a later date")];

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    /// <summary>The etag that was read with the form.</summary>
    [BindProperty]
    public string Etag { get; set => field = value ?? ""; } = "";

    /// <summary>Of a hold or a withdrawal.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? CorrectionReason { get; set; }

    /// <summary>What becomes of the date that a held letter prints: keep or reissue.</summary>
    [BindProperty]
    public string? Date { get; set; }

    public string Name => new CaseName(La, Round).Publication;
    public Publication Publication { get; private set; } = new();

    /// <summary>Its line in the public register.</summary>
    public RegisterEntry? Entry { get; private set; }

    public bool IsStaff => IsPublisher || Caller.Is(Role.Auditor);
    public bool IsPublic => Entry?.State == RegisterState.Published;
    public bool IsHeld => Publication.HoldReason.Length > 0;
    public bool Unpublished => Publication.State is PublicationState.Accepting or PublicationState.Pending or PublicationState.Scheduled;
    public string? Register => IsPublic ? addresses.Letter(La, Round) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Etag = Publication.Etag;
    }

    public Task<IActionResult> OnGetDocumentAsync(string file, long revision, CancellationToken ct) => this.Document(
        Service.GetPublishedDocument(new() { Publication = Name, FileName = file ?? "", LetterRevision = revision }, cancellationToken: ct),
        part => part.Document is { } said ? (said.FileName, said.MediaType) : null, part => part.Data, ct);

    public Task<IActionResult> OnPostScheduleAsync(CancellationToken ct) => Do("The publication is scheduled; after the instant of its round it is published at once", async () =>
        await Service.SchedulePublicationAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, CorrectionReason = CorrectionReason ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostHoldAsync(CancellationToken ct) => Do("The publication is held", async () =>
        await Service.HoldPublicationAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Reason = Reason ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostUnholdAsync(CancellationToken ct) => Do("The publication goes on from where it stands", async () =>
        await Service.UnholdPublicationAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, LateRelease = Chosen }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken ct) => Do("The publication is withdrawn", async () =>
        await Service.WithdrawPublicationAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Reason = Reason ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostRetryAsync(CancellationToken ct) => Do("What failed is tried again", async () =>
        await Service.RetryPublicationAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    LateRelease Chosen => Date switch
    {
        "keep" => LateRelease.KeepDate,
        "reissue" => LateRelease.Reissue,
        _ => LateRelease.Unspecified,
    };

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Publications/Publication", new { Round, La });
        await OnGetAsync(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var register = Service.GetRegisterAsync(new() { Round = RoundName }, cancellationToken: ct).ResponseAsync;
        Publication = await Service.GetPublicationAsync(new() { Name = Name }, cancellationToken: ct);
        Entry = (await register).Entries.FirstOrDefault(entry => entry.Authority.LaCode == La);
    }

    protected override string InputOf(string field) => field switch
    {
        "reason" => nameof(Reason),
        "correction_reason" => nameof(CorrectionReason),
        "late_release" => nameof(Date),
        _ => field,
    };
}
