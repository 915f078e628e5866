using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>The rounds, and the cases of one with their states.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
public sealed class IndexModel(JudgementService.JudgementServiceClient judgement) : PortalPage
{
    /// <summary>Id of the round that is shown; the newest where none is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Round { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PageToken { get; set; }

    public IReadOnlyList<Round> Rounds { get; private set; } = [];
    public ListAssessmentsResponse Cases { get; private set; } = new();
    public bool SeesBoard => Caller.Is(Role.Moderator) || Caller.Is(Role.Administrator) || Caller.Is(Role.Auditor);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Rounds = (await judgement.ListRoundsAsync(new() { PageSize = 1000 }, cancellationToken: ct)).Rounds;
        if (string.IsNullOrEmpty(Round)) Round = Rounds is [var newest, ..] ? newest.Id : null;
        if (Round is not null) Cases = await judgement.ListAssessmentsAsync(new() { Round = $"rounds/{Round}", PageSize = 200, PageToken = PageToken ?? "" }, cancellationToken: ct);
    }
}
