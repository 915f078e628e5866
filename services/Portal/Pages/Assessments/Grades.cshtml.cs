using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Grades are decided, each beside what the rules suggest and why.</summary>
[Allow(Role.Inspector)]
public sealed class GradesModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    /// <summary>One area as it was typed, and as it stood when the form was shown.</summary>
    public sealed class Row
    {
        public string? Area { get; set; }
        public string? Grade { get; set; }
        public string? Reason { get; set; }
        public string? WasGrade { get; set; }
        public string? WasReason { get; set; }
        public bool Changed => Grade != WasGrade || (Reason ?? "").ReplaceLineEndings("\n") != (WasReason ?? "").ReplaceLineEndings("\n");
    }

    [BindProperty]
    public List<Row> Rows { get; set; } = [];

    public SuggestGradesResponse Suggested { get; private set; } = new();
    public Suggestion? SuggestionOf(string? area) => Suggested.Suggestions.FirstOrDefault(s => s.Area == area);
    public IEnumerable<KeyValuePair<string, string>> ChoicesOf(string? area) => ScaleOf(area)?.Choices() ?? [];

    /// <summary>Rows that are sent, in the order of the request.</summary>
    List<Row> Sent => [.. Rows.Where(row => row.Grade is { Length: > 0 } && row.Changed)];

    Scale? ScaleOf(string? area) => Framework.Scales.FirstOrDefault(s => s.Id == Framework.Areas.FirstOrDefault(a => a.Id == area)?.Scale);

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Etag = Case.Etag;
        Rows = [.. Framework.Areas.Select(area =>
        {
            var decided = Case.Grades.FirstOrDefault(g => g.Grade.Area == area.Id);
            var grade = decided is null ? "" : $"{decided.Grade.Grade.Value}";
            return new Row { Area = area.Id, Grade = grade, WasGrade = grade, Reason = decided?.Reason, WasReason = decided?.Reason };
        })];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Sent.Count == 0) Refuse("", "No grade was changed");
        else if (await Try(async () => await Judgement.DecideGradesAsync(new() { RequestId = RequestId, Assessment = Name, Etag = Etag, Decisions = { Sent.Select(Decision) } }, cancellationToken: ct)))
            return Back("The grades are decided");
        if (Refused!.Status == 409) await Load(ct);
        Etag = Case.Etag;
        return Page();
    }

    DecideGradesRequest.Types.Decision Decision(Row row) => new() { Grade = new() { Area = row.Area ?? "", Grade = ScaleOf(row.Area)?.Grade(row.Grade) }, Reason = row.Reason ?? "" };

    protected override string InputOf(string field) => Indexed.Of(field, "decisions") is { } at && at.Index < Sent.Count
        ? $"Rows[{Rows.IndexOf(Sent[at.Index])}].{(at.Rest == "reason" ? nameof(Row.Reason) : nameof(Row.Grade))}"
        : field;

    async Task Load(CancellationToken ct)
    {
        var suggested = Judgement.SuggestGradesAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), suggested);
        Suggested = await suggested;
    }
}
