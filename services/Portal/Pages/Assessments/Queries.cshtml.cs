using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>What moderators ask the team of a case, and what it answers.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class QueriesModel(JudgementService.JudgementServiceClient judgement, ModerationBoardService.ModerationBoardServiceClient board, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    [BindProperty]
    public string? Area { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    /// <summary>Number of the question that is answered; null where none is.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Answering { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    public IReadOnlyList<BoardQuery> Queries { get; private set; } = [];
    public bool MayAsk => Caller.Is(Role.Moderator);
    public IEnumerable<KeyValuePair<string, string>> Areas => Framework.Areas.Select(a => KeyValuePair.Create(a.Id, a.Title)).Prepend(new("", "The whole case"));

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public Task<IActionResult> OnPostAskAsync(CancellationToken ct) => Do("The team is asked", async () =>
        await board.AskInspectorAsync(new() { RequestId = RequestId, Assessment = Name, Area = Area ?? "", Question = Question ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostAnswerAsync(CancellationToken ct) => Do("The board has the answer", async () =>
        await board.AnswerQueryAsync(new() { RequestId = RequestId, Name = $"{Name}/queries/{Answering}", Answer = Answer ?? "" }, cancellationToken: ct), ct);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Assessments/Queries", new { Round, La });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var queries = board.ListQueriesAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), queries);
        Queries = (await queries).Queries;
    }

    protected override string InputOf(string field) => field switch
    {
        "area" => nameof(Area),
        "question" => nameof(Question),
        "answer" => nameof(Answer),
        _ => field,
    };
}
