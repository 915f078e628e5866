using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Publications;

/// <summary>Who may read a round before its release, who could, and for the auditor what was read.</summary>
[Allow(Role.Publisher, Role.Auditor)]
public sealed class AccessModel(PublicationService.PublicationServiceClient publications) : RoundPage(publications)
{
    /// <summary>Id of the access that is ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Access { get; set; }

    [BindProperty]
    public string? Person { get; set; }

    [BindProperty]
    public string? PersonName { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Release Release { get; private set; } = new();
    public IReadOnlyList<PreReleaseAccess> Given { get; private set; } = [];
    public IReadOnlyList<PreReleaseRead> Reads { get; private set; } = [];
    public bool SeesReads => Caller.Is(Role.Auditor);

    /// <summary>The access that is ended; null where none is.</summary>
    public PreReleaseAccess? Ending => IsPublisher && Access is not null ? Given.FirstOrDefault(access => Words.Id(access.Name) == Access && access.RevokedAt.Length == 0) : null;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public Task<IActionResult> OnPostGrantAsync(CancellationToken ct) => Do($"{PersonName} may read", async () => await Service.GrantPreReleaseAccessAsync(
        new() { RequestId = RequestId, Round = RoundName, Person = Person ?? "", PersonName = PersonName ?? "", WindowFrom = From ?? "", WindowUntil = Until ?? "", Reason = Reason ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostRevokeAsync(CancellationToken ct) => Do("The access is ended", async () =>
        await Service.RevokePreReleaseAccessAsync(new() { RequestId = RequestId, Name = $"{RoundName}/preReleaseAccess/{Access}", Reason = Reason ?? "" }, cancellationToken: ct), ct);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Publications/Access", new { Round });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var release = Service.GetReleaseAsync(new() { Round = RoundName }, cancellationToken: ct).ResponseAsync;
        var given = Service.ListPreReleaseAccessAsync(new() { Round = RoundName, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        if (SeesReads) Reads = (await Service.ListPreReleaseReadsAsync(new() { Round = RoundName, PageSize = 1000 }, cancellationToken: ct)).Reads;
        (Release, Given) = (await release, (await given).Access);
    }

    protected override string InputOf(string field) => field switch
    {
        "person" => nameof(Person),
        "person_name" => nameof(PersonName),
        "window_from" => nameof(From),
        "window_until" => nameof(Until),
        "reason" => nameof(Reason),
        _ => field,
    };
}
