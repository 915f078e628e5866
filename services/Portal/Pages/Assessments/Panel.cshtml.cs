using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>What panels decided about cases of a round: who sat, when, and why.</summary>
[Allow(Role.Moderator, Role.Administrator, Role.Auditor)]
public sealed class PanelModel(ModerationBoardService.ModerationBoardServiceClient board, JudgementService.JudgementServiceClient judgement) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    /// <summary>The day it met, yyyy-MM-dd.</summary>
    [BindProperty]
    public string? Date { get; set; }

    /// <summary>Who sat on it, a person a line.</summary>
    [BindProperty]
    public string? People { get; set; }

    /// <summary>LA codes of the cases it was about.</summary>
    [BindProperty]
    public List<string> Cases { get; set; } = [];

    [BindProperty]
    public string? Decision { get; set; }

    public IReadOnlyList<PanelDecision> Decisions { get; private set; } = [];
    public IReadOnlyList<Assessment> Open { get; private set; } = [];
    public bool MayRecord => Caller.Is(Role.Moderator);
    public string CasesFault => FaultOf("decision.assessments");

    /// <summary>The authority of a case.</summary>
    public string NameOf(string assessment) => Open.FirstOrDefault(a => a.Name == assessment)?.Authority.Name ?? CaseName.Parse(assessment).La;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var decision = new PanelDecision { Date = Date ?? "", Decision = Decision ?? "" };
        decision.Panel.Add((People ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        decision.Assessments.Add(Cases.Select(la => new CaseName(la, Round).ToString()));
        if (await Try(async () => await board.RecordPanelDecisionAsync(new() { RequestId = RequestId, Round = $"rounds/{Round}", Decision = decision }, cancellationToken: ct)))
            return DoneSo("The decision is recorded", "/Assessments/Panel", new { Round });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var decisions = board.ListPanelDecisionsAsync(new() { Round = $"rounds/{Round}", PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var cases = judgement.ListAssessmentsAsync(new() { Round = $"rounds/{Round}", PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(decisions, cases);
        (Decisions, Open) = ((await decisions).Decisions, (await cases).Assessments);
    }

    protected override string InputOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field switch
        {
            "decision.date" => nameof(Date),
            "decision.decision" => nameof(Decision),
            _ when field.StartsWith("decision.panel", StringComparison.Ordinal) => nameof(People),
            _ when field.StartsWith("decision.assessments", StringComparison.Ordinal) => nameof(Cases),
            _ => field,
        };
    }
}
