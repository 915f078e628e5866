using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>The statements of a case; its team takes out those that nothing stands on.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class EvidenceModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    /// <summary>Ids of statements to take out.</summary>
    [BindProperty]
    public List<string> Out { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<Statement> Statements { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await Judgement.RemoveStatementsAsync(new() { RequestId = RequestId, Assessment = Name, Statements = { Out }, Reason = Reason ?? "" }, cancellationToken: ct)))
            return DoneSo($"Taken out: {string.Join(", ", Out)}", "/Assessments/Evidence", new { Round, La });
        await Load(ct);
        return Page();
    }

    protected override string InputOf(string field) => field == "reason" ? nameof(Reason) : field;

    async Task Load(CancellationToken ct)
    {
        var statements = Judgement.ListStatementsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), statements);
        Statements = (await statements).Statements;
    }
}
