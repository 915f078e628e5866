using Apa.Protos.Letters.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>More time for the check: the authority asks, the editor grants or refuses.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
public sealed class MoreTimeModel(LetterService.LetterServiceClient letters) : LetterPage(letters)
{
    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Number of the request that is decided.</summary>
    [BindProperty]
    public int Asked { get; set; }

    [BindProperty]
    public bool Granted { get; set; }

    [BindProperty]
    public string? Reply { get; set; }

    public IReadOnlyList<MoreTime> Requests => Letter.Check?.MoreTime ?? [];
    public MoreTime? Undecided => InCheck ? Requests.FirstOrDefault(asked => asked.DecidedBy.Length == 0) : null;

    public Task OnGetAsync(CancellationToken ct) => LoadLetter(ct);

    public Task<IActionResult> OnPostAskAsync(CancellationToken ct) => Do("The editors are asked for more time", async () =>
        await Service.RequestMoreTimeAsync(new() { RequestId = RequestId, Name = Name, Until = Until ?? "", Reason = Reason ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostDecideAsync(CancellationToken ct) => Do(Granted ? "More time is granted" : "More time is refused", async () =>
        await Service.DecideMoreTimeAsync(new() { RequestId = RequestId, Name = Name, MoreTime = Asked, Granted = Granted, Reply = Reply ?? "" }, cancellationToken: ct), ct);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Letters/MoreTime", new { Round, La });
        await LoadLetter(ct);
        return Page();
    }

    protected override string InputOf(string field) => field switch
    {
        "until" => nameof(Until),
        "reason" => nameof(Reason),
        "reply" => nameof(Reply),
        _ => field,
    };
}
