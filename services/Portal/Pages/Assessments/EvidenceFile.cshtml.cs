using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Assessments;

/// <summary>Many statements at once, from a file.</summary>
[Allow(Role.Inspector)]
[RequestSizeLimit(Largest)]
public sealed class EvidenceFileModel(JudgementService.JudgementServiceClient judgement, Frameworks frameworks) : CasePage(judgement, frameworks)
{
    /// <summary>In bytes: what a thousand statements come to, and no more than a call takes.</summary>
    const int Largest = 4 * 1024 * 1024;

    [BindProperty]
    public IFormFile? Statements { get; set; }

    public Task OnGetAsync(CancellationToken ct) => LoadCase(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Statements is null) Refuse(nameof(Statements), "Choose the file with the statements");
        var request = Statements is null ? null : await Read(Statements, ct);
        if (request is not null)
        {
            (request.RequestId, request.Assessment) = (RequestId, Name);
            var answer = new PutStatementsResponse();
            if (await Try(async () => answer = await Judgement.PutStatementsAsync(request, cancellationToken: ct)))
                return DoneSo($"{answer.Added} statements are new, {answer.Changed} changed, {answer.Unchanged} the same", "/Assessments/Evidence", new { Round, La });
        }
        await LoadCase(ct);
        return Page();
    }

    async Task<PutStatementsRequest?> Read(IFormFile file, CancellationToken ct)
    {
        try
        {
            using var reader = new StreamReader(file.OpenReadStream());
            return JsonParser.Default.Parse<PutStatementsRequest>(await reader.ReadToEndAsync(ct));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            Refuse(nameof(Statements), $"The file cannot be read: {error.Message}");
            return null;
        }
    }
}
