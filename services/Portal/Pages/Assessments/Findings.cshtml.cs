using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Markdig;
using Markdig.Parsers.Inlines;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>The narrative of a case, section by section: read, and by its team written, with a preview before it is kept.</summary>
[Allow(Role.Inspector, Role.Moderator, Role.Auditor)]
public sealed class FindingsModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : PortalPage
{
    static readonly MarkdownPipeline Narrative = WithoutLinks();

    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string La { get; set; } = "";

    /// <summary>Id of the section that is written.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Section { get; set; }

    [BindProperty]
    public string? Markdown { get; set; }

    /// <summary>The section's own etag that was read.</summary>
    [BindProperty]
    public string Etag { get; set; } = "";

    public string Name => new CaseName(La, Round).ToString();
    public Assessment Case { get; private set; } = new();
    public Framework Framework { get; private set; } = new();
    public Findings Findings { get; private set; } = new();
    public IReadOnlyList<Statement> Statements { get; private set; } = [];

    /// <summary>What was typed as it reads; null before a preview.</summary>
    public string? Preview { get; private set; }

    public bool MayWrite => Case.State == AssessmentState.Open && (Case.Team?.Lead == Caller.Sub || Case.Team?.Members.Any(m => m.Person == Caller.Sub) == true);

    /// <summary>Statements with a figure: what <c>{{figure …}}</c> can name.</summary>
    public IEnumerable<Statement> Figures => Statements.Where(s => s.Figure is not null);

    public Finding? Of(string section) => Findings.Findings_.FirstOrDefault(f => f.Section == section);

    /// <summary>Markdown as HTML; what stands in it as HTML is text.</summary>
    public static string Html(string markdown) => Markdig.Markdown.ToHtml(markdown, Narrative);

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
        (Markdown, Etag) = (Of(Section ?? "")?.Markdown, Of(Section ?? "")?.Etag ?? "");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        await Load(ct);
        Preview = Html(Markdown ?? "");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var finding = await Written(ct);
        if (await Try(async () => await judgement.PutFindingsAsync(new() { RequestId = RequestId, Assessment = Name, Findings = { finding } }, cancellationToken: ct)))
            return DoneSo("The section is kept", "/Assessments/Findings", new { Round, La, Section });
        await Load(ct);
        // Sent once more it overwrites what is there now, which the page shows beside it.
        Etag = Of(Section ?? "")?.Etag ?? "";
        return Page();
    }

    /// <summary>The section with its new text; its grading stays what it is.</summary>
    async Task<Finding> Written(CancellationToken ct)
    {
        var now = await judgement.GetFindingsAsync(new() { Assessment = Name }, cancellationToken: ct);
        return new() { Section = Section ?? "", Markdown = (Markdown ?? "").ReplaceLineEndings("\n"), Etag = Etag, Grading = now.Findings_.FirstOrDefault(f => f.Section == Section)?.Grading };
    }

    protected override string InputOf(string field) => field.Contains("markdown", StringComparison.Ordinal) ? nameof(Markdown) : field;

    async Task Load(CancellationToken ct)
    {
        var found = judgement.GetAssessmentAsync(new() { Name = Name }, cancellationToken: ct).ResponseAsync;
        var round = judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct).ResponseAsync;
        var findings = judgement.GetFindingsAsync(new() { Assessment = Name }, cancellationToken: ct).ResponseAsync;
        var statements = judgement.ListStatementsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(found, round, findings, statements);
        (Case, Findings, Statements) = (await found, await findings, (await statements).Statements);
        Framework = await frameworks.Get(judgement, (await round).Framework, ct);
    }
}
