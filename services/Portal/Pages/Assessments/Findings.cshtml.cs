using Apa.Judgements;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Markdig;
using Markdig.Parsers.Inlines;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>The narrative of a case, section by section: read, and by its team written, with a preview before it is kept.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class FindingsModel(JudgementService.JudgementServiceClient judgement, IndicatorsService.IndicatorsServiceClient indicators, Frameworks frameworks)
    : CasePage(judgement, frameworks)
{
    static readonly MarkdownPipeline Narrative = WithoutLinks();

    /// <summary>Id of the section that is written.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Section { get; set; }

    [BindProperty]
    public string? Markdown { get; set; }

    /// <summary>Grading of the section by its value; empty for none.</summary>
    [BindProperty]
    public string? Grading { get; set; }

    public Findings Findings { get; private set; } = new();
    public IReadOnlyList<Statement> Statements { get; private set; } = [];
    public Profile Profile { get; private set; } = new();

    /// <summary>What was typed as it reads; null before a preview.</summary>
    public string? Preview { get; private set; }

    /// <summary>What is wrong with the figures that the preview names.</summary>
    public IReadOnlyList<string> PreviewFaults { get; private set; } = [];

    /// <summary>Statements with a figure: what <c>{{figure …}}</c> can name.</summary>
    public IEnumerable<Statement> Figures => Statements.Where(s => s.Figure is not null);

    public Finding? Of(string section) => Findings.Findings_.FirstOrDefault(f => f.Section == section);

    /// <summary>The scale of a section; null where it takes no grading.</summary>
    public Scale? ScaleOf(Outcome outcome) => outcome.Graded ? Framework.Scales.FirstOrDefault(s => s.Id == outcome.Scale) : null;

    /// <summary>Markdown as HTML, with the figures that it names; what stands in it as HTML is text, what means no figure stays as written.</summary>
    public string Html(string markdown) => Markdig.Markdown.ToHtml(Citations.Resolved(markdown, Statements, Profile), Narrative);

    /// <summary>Raw HTML, links and images are shown as the text they are written with, as in the letter.</summary>
    static MarkdownPipeline WithoutLinks()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml();
        builder.InlineParsers.TryRemove<LinkInlineParser>();
        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        return builder.Build();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        var there = Of(Section ?? "");
        (Markdown, Grading, Etag) = (there?.Markdown, there?.Grading is { } grading ? $"{grading.Value}" : "", there?.Etag ?? "");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        await Load(ct);
        Preview = Html(Markdown ?? "");
        PreviewFaults = [.. Citations.In(Markdown ?? "").Distinct().Select(reference => Citations.Resolve(reference, Statements, Profile, out var fault) is null ? fault : "").Where(fault => fault.Length > 0)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadCase(ct);
        if (await Try(async () => await Judgement.PutFindingsAsync(new() { RequestId = RequestId, Assessment = Name, Findings = { Written() } }, cancellationToken: ct)))
            return DoneSo("The section is kept", "/Assessments/Findings", new { Round, La, Section });
        await Load(ct);
        // Sent once more it overwrites what is there now, which the page shows beside it.
        Etag = Of(Section ?? "")?.Etag ?? "";
        return Page();
    }

    /// <summary>The section as it was typed.</summary>
    Finding Written()
    {
        var scale = Framework.Outcomes.FirstOrDefault(o => o.Id == Section) is { } outcome ? ScaleOf(outcome) : null;
        return new() { Section = Section ?? "", Markdown = (Markdown ?? "").ReplaceLineEndings("\n"), Etag = Etag, Grading = scale?.Grade(Grading) };
    }

    protected override string InputOf(string field) => field.Contains("markdown", StringComparison.Ordinal) ? nameof(Markdown) : field.Contains("grading", StringComparison.Ordinal) ? nameof(Grading) : field;

    async Task Load(CancellationToken ct)
    {
        var findings = Judgement.GetFindingsAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var statements = Judgement.ListStatementsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadCase(ct), findings, statements);
        (Findings, Statements) = (await findings, (await statements).Statements);
        if (Case.State != AssessmentState.Opening) Profile = await indicators.GetProfileAsync(new() { DatasetVersion = Case.DatasetVersion, LaCode = La }, cancellationToken: ct);
    }
}
