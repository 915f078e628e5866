using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Open warnings of the checklist are answered, one by one or a kind at once.</summary>
[Allow(Role.Inspector)]
public sealed class ChecklistModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    /// <summary>A warning as it was shown, and its answer.</summary>
    public sealed class Row
    {
        public string? Entry { get; set; }
        public string? Check { get; set; }
        public string? Place { get; set; }
        public string? Message { get; set; }
        public string? Reason { get; set; }
    }

    [BindProperty]
    public List<Row> Rows { get; set; } = [];

    /// <summary>By check: the reason for all its warnings that have none of their own.</summary>
    [BindProperty]
    public Dictionary<string, string?> Same { get; set; } = [];

    public Checklist Checklist { get; private set; } = new();
    public IEnumerable<ChecklistEntry> Errors => Checklist.Entries.Where(e => e.Severity == Severity.Error);
    public IEnumerable<IGrouping<string, (Row Row, int Index)>> ByCheck => Rows.Select((row, i) => (Row: row, Index: i)).GroupBy(one => one.Row.Check ?? "");

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Rows = [.. Checklist.Entries.Where(e => e.Severity == Severity.Warning && e.Waived.Length == 0)
            .Select(e => new Row { Entry = e.Id, Check = e.Check, Place = e.Place, Message = e.Message })];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var waivers = Sent.Select(row => new WaiveWarningsRequest.Types.Waiver { Entry = row.Entry ?? "", Reason = ReasonOf(row) });
        if (Sent.Count == 0) Refuse("", "No warning is answered yet: give a reason for one at least");
        else if (await Try(async () => await Judgement.WaiveWarningsAsync(new() { RequestId = RequestId, Assessment = Name, Waivers = { waivers } }, cancellationToken: ct)))
            return DoneSo($"Answered: {Sent.Count}", "/Assessments/Checklist", new { Round, La });
        await Load(ct);
        return Page();
    }

    /// <summary>Rows that have an answer, in the order of the request.</summary>
    List<Row> Sent => [.. Rows.Where(row => ReasonOf(row).Length > 0)];

    string ReasonOf(Row row) => row.Reason is { Length: > 0 } own ? own : Same.GetValueOrDefault(row.Check ?? "") ?? "";

    protected override string InputOf(string field) =>
        Indexed.Of(field, "waivers") is { } at && at.Index < Sent.Count ? $"Rows[{Rows.IndexOf(Sent[at.Index])}].{nameof(Row.Reason)}" : field;

    async Task Load(CancellationToken ct)
    {
        var checklist = Judgement.CheckAssessmentAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), checklist);
        Checklist = await checklist;
    }
}
