using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>A representation of the authority, and its decision by a moderator from outside the case.</summary>
[Allow(Role.Moderator)]
public sealed class RepresentationModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Choices =
    [
        new("", "Choose"),
        .. Enum.GetValues<RepresentationDecision>().Where(d => d != RepresentationDecision.Unspecified).Select(d => KeyValuePair.Create($"{d}", Words.Of(d))),
    ];

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; }

    [BindProperty]
    public string? Decision { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Representation Representation { get; private set; } = new();

    /// <summary>An area with the grade that is contested.</summary>
    public string GradeOf(string area) => $"{TitleOf(area)} {Words.Of(Case.Grades.FirstOrDefault(g => g.Grade.Area == area)?.Grade.Grade)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var decision = Enum.TryParse<RepresentationDecision>(Decision, out var chosen) ? chosen : default;
        if (await Try(async () => await dialogue.DecideRepresentationAsync(new() { RequestId = RequestId, Name = $"{Name}/representations/{Number}", Decision = decision, Reason = Reason ?? "" }, cancellationToken: ct)))
            return Back("The representation is decided");
        return await Load(ct) ? Page() : NotFound();
    }

    protected override string InputOf(string field) => field switch
    {
        "decision" => nameof(Decision),
        "reason" => nameof(Reason),
        _ => field,
    };

    /// <returns>Whether there is such a one.</returns>
    async Task<bool> Load(CancellationToken ct)
    {
        var raised = dialogue.ListRepresentationsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), raised);
        Representation = (await raised).Representations.FirstOrDefault(r => r.Name == $"{Name}/representations/{Number}") ?? new();
        return Representation.Name.Length > 0;
    }
}
