using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A designation is decided beside what its rule says.</summary>
[Allow(Role.Inspector)]
public sealed class DesignationModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Choices =
    [
        new("", "Not decided"),
        .. Enum.GetValues<DesignationStatus>().Where(s => s != DesignationStatus.Unspecified).Select(s => KeyValuePair.Create($"{s}", Words.Of(s))),
    ];

    /// <summary>Id of the designation, as the framework has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string Kind { get; set; } = "";

    [BindProperty]
    public string? Status { get; set; }

    [BindProperty]
    public string? Cause { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public DesignationSuggestion Rule { get; private set; } = new();
    public DesignationDecision? Decided => Case.Designations.FirstOrDefault(d => d.Designation.Kind == Kind);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        (Etag, Status, Cause, Reason) = (Case.Etag, Decided is { } decided ? $"{decided.Designation.Status}" : "", Decided?.Designation.Cause, Decided?.Reason);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return NotFound();
        var designation = new Designation { Kind = Kind, Scope = Rule.Scope, Status = Enum.TryParse<DesignationStatus>(Status, out var status) ? status : default, Cause = Cause ?? "" };
        if (await Try(async () => await Judgement.DecideDesignationAsync(new() { RequestId = RequestId, Assessment = Name, Etag = Etag, Designation = designation, Reason = Reason ?? "" }, cancellationToken: ct)))
            return Back("The designation is decided");
        if (Refused!.Status == 409) await Load(ct);
        Etag = Case.Etag;
        return Page();
    }

    protected override string InputOf(string field) => field switch
    {
        "designation.status" => nameof(Status),
        "designation.cause" => nameof(Cause),
        "reason" => nameof(Reason),
        _ => field,
    };

    /// <returns>Whether the framework knows the designation.</returns>
    async Task<bool> Load(CancellationToken ct)
    {
        var suggested = Judgement.SuggestGradesAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), suggested);
        Rule = (await suggested).Designations.FirstOrDefault(d => d.Kind == Kind) ?? new();
        return Rule.Kind.Length > 0;
    }
}
