using Apa.Protos.Indicators.V1;
using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Cases of a round are opened, each on a released version of figures and with its team.</summary>
[Allow(Role.Administrator)]
public sealed class OpenCasesModel(JudgementService.JudgementServiceClient judgement, IndicatorsService.IndicatorsServiceClient indicators) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    /// <summary>LA codes.</summary>
    [BindProperty]
    public List<string> Las { get; set; } = [];

    [BindProperty]
    public string? DatasetVersion { get; set; }

    [BindProperty]
    public string? Lead { get; set; }

    /// <summary>A line each: person and body.</summary>
    [BindProperty]
    public string? Members { get; set; }

    [BindProperty]
    public string? Moderator { get; set; }

    public IReadOnlyList<Member> ToAssess { get; private set; } = [];

    /// <summary>Members that are to be assessed and have no case.</summary>
    public IReadOnlyList<Member> Waiting { get; private set; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Versions { get; private set; } = [];

    /// <summary>What came of each, where not all was well.</summary>
    public IReadOnlyList<OpenAssessmentsProgress> Results { get; private set; } = [];

    public string NameOf(string la) => ToAssess.FirstOrDefault(m => m.Authority.LaCode == la)?.Authority.Name ?? la;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var team = Teams.Of(Lead, Members, Moderator);
        var request = new OpenAssessmentsRequest
        {
            RequestId = RequestId,
            Round = $"rounds/{Round}",
            DatasetVersion = DatasetVersion ?? "",
            Openings = { Las.Select(la => new OpenAssessmentsRequest.Types.Opening { LaCode = la, Team = team }) },
        };
        var results = new List<OpenAssessmentsProgress>();
        var done = await Try(async () =>
        {
            using var call = judgement.OpenAssessments(request, cancellationToken: ct);
            await foreach (var one in call.ResponseStream.ReadAllAsync(ct)) results.Add(one);
        });
        if (done && results.All(r => r.Result != BulkResult.Refused)) return DoneSo($"Cases are open: {results.Count}", "/Assessments/Index", new { Round });
        await Load(ct);
        Results = results;
        return Page();
    }

    protected override string InputOf(string field) => Indexed.Of(field, "openings") is { } at && at.Rest.StartsWith("team", StringComparison.Ordinal) ? Teams.InputOf(at.Rest)
        : field == "dataset_version" ? nameof(DatasetVersion)
        : field;

    async Task Load(CancellationToken ct)
    {
        var round = judgement.GetRoundAsync(new() { Name = $"rounds/{Round}" }, cancellationToken: ct).ResponseAsync;
        var cases = judgement.ListAssessmentsAsync(new() { Round = $"rounds/{Round}", PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var datasets = indicators.ListDatasetsAsync(new() { PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(round, cases, datasets);
        var open = (await cases).Assessments.Select(c => c.Authority.LaCode).ToHashSet(StringComparer.Ordinal);
        ToAssess = [.. (await round).Members.Where(m => m.State == MemberState.ToAssess)];
        Waiting = [.. ToAssess.Where(m => !open.Contains(m.Authority.LaCode))];
        Versions = [.. (await datasets).Datasets.SelectMany(d => d.Versions.Where(v => v.Released).Reverse().Select(v => KeyValuePair.Create(v.Name, $"{d.Title}, version {v.Version}")))];
    }
}
