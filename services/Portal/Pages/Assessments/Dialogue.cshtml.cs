using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>What passes between the team and the authority before the letter: lines of enquiry and what the authority filed.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class DialogueModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Bases =
        [new("", "Choose"), new($"{ComparisonBasis.England}", "England"), new($"{ComparisonBasis.StatisticalNeighbours}", "Statistical neighbours")];

    /// <summary>What was typed.</summary>
    public sealed class Typed
    {
        public string? Outcome { get; set; }
        public string? KeyJudgement { get; set; }
        public string? Statement { get; set; }
        public string? Indicator { get; set; }
        public string? Basis { get; set; }
        public string? Question { get; set; }
    }

    [BindProperty]
    public Typed Input { get; set; } = new();

    /// <summary>Number of the line that is closed; null where none is.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Closing { get; set; }

    [BindProperty]
    public string? Conclusion { get; set; }

    /// <summary>Ids of statements that rest on the line, with commas or spaces between.</summary>
    [BindProperty]
    public string? Evidence { get; set; }

    public IReadOnlyList<Enquiry> Enquiries { get; private set; } = [];
    public IReadOnlyList<FiledDocument> Documents { get; private set; } = [];
    public IEnumerable<KeyValuePair<string, string>> Outcomes => Framework.Outcomes.Select(o => KeyValuePair.Create(o.Id, o.Title)).Prepend(new("", "Choose"));
    public IEnumerable<KeyValuePair<string, string>> KeyJudgements => Framework.KeyJudgements().Prepend(new("", "None fits"));

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public Task<IActionResult> OnGetDocumentAsync(string document, CancellationToken ct) => this.Filed(dialogue, $"{Name}/documents/{document}", ct);

    public Task<IActionResult> OnPostAskAsync(CancellationToken ct)
    {
        var enquiry = new Enquiry { Outcome = Input.Outcome ?? "", KeyJudgement = Input.KeyJudgement ?? "", Question = Input.Question ?? "" };
        if (Input.Statement is { Length: > 0 } statement) enquiry.Statement = statement;
        else if (Input.Indicator is { Length: > 0 } indicator) enquiry.Light = new() { Indicator = indicator, Basis = Enum.TryParse<ComparisonBasis>(Input.Basis, out var basis) ? basis : default };
        return Do("The authority is asked", async () => await dialogue.RaiseEnquiryAsync(new() { RequestId = RequestId, Assessment = Name, Enquiry = enquiry }, cancellationToken: ct), ct);
    }

    public Task<IActionResult> OnPostCloseAsync(CancellationToken ct)
    {
        var request = new CloseEnquiryRequest { RequestId = RequestId, Name = $"{Name}/enquiries/{Closing}", Conclusion = Conclusion ?? "" };
        request.Evidence.Add((Evidence ?? "").Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        return Do("The line of enquiry is closed", async () => await dialogue.CloseEnquiryAsync(request, cancellationToken: ct), ct);
    }

    async Task<IActionResult> Do(string done, Func<Task> verb, CancellationToken ct)
    {
        if (await Try(verb)) return DoneSo(done, "/Assessments/Dialogue", new { Round, La });
        await Load(ct);
        return Page();
    }

    async Task Load(CancellationToken ct)
    {
        var enquiries = dialogue.ListEnquiriesAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var documents = dialogue.ListDocumentsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), enquiries, documents);
        (Enquiries, Documents) = ((await enquiries).Enquiries, (await documents).Documents);
    }

    protected override string InputOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field switch
        {
            "conclusion" => nameof(Conclusion),
            "enquiry.outcome" => "Input.Outcome",
            "enquiry.key_judgement" => "Input.KeyJudgement",
            "enquiry.statement" or "enquiry.raised_by" => "Input.Statement",
            "enquiry.light.basis" => "Input.Basis",
            "enquiry.question" => "Input.Question",
            _ when field.StartsWith("enquiry.light", StringComparison.Ordinal) => "Input.Indicator",
            _ when field.StartsWith("evidence", StringComparison.Ordinal) => nameof(Evidence),
            _ => field,
        };
    }
}
