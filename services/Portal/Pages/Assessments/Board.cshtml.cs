using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>The moderation board of a round: decisions beside suggestions, sorted as one likes; up to four cases go side by side.</summary>
[Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
public sealed class BoardModel(ModerationBoardService.ModerationBoardServiceClient board, JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What the board can be sorted by, and what comes first.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Orders =
        [new("distance", "Distance from the suggestion"), new("authority", "Authority"), new("decided", "Decided grade"), new("warnings", "Open warnings")];

    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Area { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    public ModerationBoard Board { get; private set; } = new();
    public Framework Framework { get; private set; } = new();
    public IEnumerable<KeyValuePair<string, string>> Areas => Framework.Areas.Select(a => KeyValuePair.Create(a.Id, a.Title)).Prepend(new("", "All areas"));
    public string TitleOf(string area) => Framework.Areas.FirstOrDefault(a => a.Id == area)?.Title ?? area;

    /// <summary>As sorted; the service's own order is by distance.</summary>
    public IEnumerable<BoardRow> Rows => Sort switch
    {
        "authority" => Board.Rows.OrderBy(r => r.Authority.Name, StringComparer.Ordinal),
        "decided" => Board.Rows.OrderByDescending(r => r.Decided?.Value ?? int.MinValue),
        "warnings" => Board.Rows.OrderByDescending(r => r.OpenWarnings),
        _ => Board.Rows,
    };

    GetModerationBoardRequest Chosen
    {
        get
        {
            var request = new GetModerationBoardRequest { Round = $"rounds/{Round}", PageSize = 1000 };
            if (Area is { Length: > 0 } area) request.Areas.Add(area);
            return request;
        }
    }

    public Task<IActionResult> OnGetWorkbookAsync(CancellationToken ct) => this.Attachment(
        board.ExportWorkbook(new() { Board = Chosen }, cancellationToken: ct), _ => ($"board-{Round}.xlsx", Workbook), part => part.Data, ct);

    public async Task OnGetAsync(CancellationToken ct)
    {
        var shown = board.GetModerationBoardAsync(Chosen, cancellationToken: ct).ResponseAsync;
        var round = await judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct);
        Framework = await frameworks.Get(judgement, round.Framework, ct);
        Board = await shown;
    }
}
