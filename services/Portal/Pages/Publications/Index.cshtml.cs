using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using static Apa.Protos.Judgements.V1.JudgementService;

namespace Apa.Portal.Pages.Publications;

/// <summary>The board of a round: its clock, and each member's publication with what stands against its release.</summary>
[Allow(Role.Publisher, Role.Auditor)]
public sealed class IndexModel(PublicationService.PublicationServiceClient publications, JudgementServiceClient judgement, PublicAddresses addresses) : PortalPage
{
    /// <summary>Id of the round that is shown; the newest where none is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Round { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PageToken { get; set; }

    public IReadOnlyList<KeyValuePair<string, string>> Rounds { get; private set; } = [];

    /// <summary>Null where there is no round, or Publication has not heard of it yet.</summary>
    public PreviewRoundResponse? Board { get; private set; }

    /// <summary>Publications by LA code.</summary>
    public IReadOnlyDictionary<string, Publication> Publications { get; private set; } = new Dictionary<string, Publication>();

    /// <summary>What became of each publication that was to be scheduled.</summary>
    public IReadOnlyList<ScheduleRoundProgress> Scheduled { get; private set; } = [];

    public bool IsPublisher => Caller.Is(Role.Publisher);
    public bool AnyPending => Publications.Values.Any(p => p.State == PublicationState.Pending);
    public string? Register => addresses.Round(Round ?? "");
    public string NameOf(string publication) => Publications.GetValueOrDefault(Words.Id(publication))?.Authority.Name ?? publication;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostScheduleAsync(CancellationToken ct)
    {
        if (await Try(() => Schedule(ct))) RequestId = Guid.NewGuid().ToString();
        await Load(ct);
        return Page();
    }

    async Task Schedule(CancellationToken ct)
    {
        var steps = new List<ScheduleRoundProgress>();
        Scheduled = steps;
        using var call = publications.ScheduleRound(new() { RequestId = RequestId, Round = $"rounds/{Round}" }, cancellationToken: ct);
        await foreach (var step in call.ResponseStream.ReadAllAsync(ct)) steps.Add(step);
    }

    async Task Load(CancellationToken ct)
    {
        Rounds = [.. (await judgement.ListRoundsAsync(new() { PageSize = 1000 }, cancellationToken: ct)).Rounds.Select(r => KeyValuePair.Create(r.Id, r.Title))];
        if (string.IsNullOrEmpty(Round)) Round = Rounds is [var newest, ..] ? newest.Key : null;
        if (Round is null) return;
        var name = $"rounds/{Round}";
        try
        {
            var board = publications.PreviewRoundAsync(new() { Round = name, PageSize = 200, PageToken = PageToken ?? "" }, cancellationToken: ct).ResponseAsync;
            Publications = (await publications.ListPublicationsAsync(new() { Round = name, PageSize = 1000 }, cancellationToken: ct)).Publications.ToDictionary(p => p.Authority.LaCode);
            Board = await board;
        }
        catch (RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            // A round is known a moment after it was opened.
        }
    }
}
