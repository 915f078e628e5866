using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>One case: grades beside what the rules suggest, checklist, evidence, representations, last year, and who did what.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class CaseModel(
    JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue,
    ModerationBoardService.ModerationBoardServiceClient board, Frameworks frameworks) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    /// <summary>The etag that was read with the form.</summary>
    [BindProperty]
    public string Etag { get; set; } = "";

    /// <summary>A note, or the reason for a return.</summary>
    [BindProperty]
    public string? Note { get; set; }

    public string Name => new CaseName(La, Round).ToString();
    public Assessment Case { get; private set; } = new();
    public Framework Framework { get; private set; } = new();
    public SuggestGradesResponse Suggested { get; private set; } = new();
    public Checklist Checklist { get; private set; } = new();
    public IReadOnlyList<Statement> Statements { get; private set; } = [];
    public IReadOnlyList<Representation> Representations { get; private set; } = [];
    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];
    public PreviousYear LastYear { get; private set; } = new();

    public bool IsLead => Case.Team?.Lead == Caller.Sub;
    public bool IsModerator => Case.Team?.Moderator == Caller.Sub;
    public bool IsOfTeam => IsLead || Case.Team?.Members.Any(m => m.Person == Caller.Sub) == true;
    public string TitleOf(string area) => Framework.Areas.FirstOrDefault(a => a.Id == area)?.Title ?? area;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Etag = Case.Etag;
    }

    public Task<IActionResult> OnPostSubmitAsync(CancellationToken ct) => Do("The case is handed to moderation", async () =>
        await judgement.SubmitAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostModerateAsync(CancellationToken ct) => Do("The case is moderated", async () =>
        await judgement.ModerateAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Note = Note ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostReturnAsync(CancellationToken ct) => Do("The case is back with its team", async () =>
        await judgement.ReturnAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Reasons = { Lines(Note) } }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostFinaliseAsync(CancellationToken ct) => Do("The judgement is final", async () =>
        await judgement.FinaliseAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Assessments/Case", new { Round, La });
        await Load(ct);
        Etag = Case.Etag;
        return Page();
    }

    protected override string InputOf(string field) => field.StartsWith("reasons", StringComparison.Ordinal) || field == "note" ? nameof(Note) : field;

    async Task Load(CancellationToken ct)
    {
        var found = judgement.GetAssessmentAsync(new() { Name = Name }, cancellationToken: ct).ResponseAsync;
        var round = judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct).ResponseAsync;
        var suggested = judgement.SuggestGradesAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var checklist = judgement.CheckAssessmentAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var statements = judgement.ListStatementsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var representations = dialogue.ListRepresentationsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var history = judgement.ListHistoryAsync(new() { Name = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var lastYear = board.ComparePreviousYearAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(found, round, suggested, checklist, statements, representations, history, lastYear);
        (Case, Suggested, Checklist, LastYear) = (await found, await suggested, await checklist, await lastYear);
        (Statements, Representations, History) = ((await statements).Statements, (await representations).Representations, (await history).Entries);
        Framework = await frameworks.Get(judgement, (await round).Framework, ct);
    }

    static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
