using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>One case: grades beside what the rules suggest, checklist, evidence, representations, last year, and who did what.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class CaseModel(
    JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue,
    ModerationBoardService.ModerationBoardServiceClient board, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    /// <summary>A note, or the reason for a return.</summary>
    [BindProperty]
    public string? Note { get; set; }

    public SuggestGradesResponse Suggested { get; private set; } = new();
    public Checklist Checklist { get; private set; } = new();
    public IReadOnlyList<Representation> Representations { get; private set; } = [];
    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];
    public PreviousYear LastYear { get; private set; } = new();

    /// <summary>Whether whoever is signed in may open the case again.</summary>
    public bool MayReopen => Case.State is AssessmentState.Moderated or AssessmentState.Final && (IsModerator || Caller.Is(Role.Administrator));

    /// <summary>Whether a representation may be decided by whoever is signed in: a moderator who is not the case's.</summary>
    public bool MayDecide => Caller.Is(Role.Moderator) && !IsModerator && !IsOfTeam;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Etag = Case.Etag;
    }

    public Task<IActionResult> OnPostSubmitAsync(CancellationToken ct) => Do("The case is handed to moderation", async () =>
        await Judgement.SubmitAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostModerateAsync(CancellationToken ct) => Do("The case is moderated", async () =>
        await Judgement.ModerateAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Note = Note ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostReturnAsync(CancellationToken ct) => Do("The case is back with its team", async () =>
        await Judgement.ReturnAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag, Reasons = { Lines(Note) } }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostFinaliseAsync(CancellationToken ct) => Do("The judgement is final", async () =>
        await Judgement.FinaliseAssessmentAsync(new() { RequestId = RequestId, Name = Name, Etag = Etag }, cancellationToken: ct), ct);

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
        var found = LoadCase(ct);
        var suggested = Judgement.SuggestGradesAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var checklist = Judgement.CheckAssessmentAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var representations = dialogue.ListRepresentationsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var history = Judgement.ListHistoryAsync(new() { Name = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var lastYear = board.ComparePreviousYearAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(found, suggested, checklist, representations, history, lastYear);
        (Suggested, Checklist, LastYear) = (await suggested, await checklist, await lastYear);
        (Representations, History) = ((await representations).Representations, (await history).Entries);
    }

    static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
