using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>A line of enquiry, and the authority's answer to it.</summary>
[Allow(Role.Authority)]
public sealed class EnquiryModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : OwnCasePage(judgement, frameworks)
{
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    /// <summary>Ids of documents that the answer rests on.</summary>
    [BindProperty]
    public List<string> Rests { get; set; } = [];

    public Enquiry Enquiry { get; private set; } = new();
    public IReadOnlyList<FiledDocument> Documents { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        (Answer, Rests) = (Enquiry.Answer, [.. Enquiry.Documents]);
        return Found();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await Try(async () => await dialogue.AnswerEnquiryAsync(new() { RequestId = RequestId, Name = $"{Name}/enquiries/{Number}", Answer = Answer ?? "", Documents = { Rests } }, cancellationToken: ct)))
            return DoneSo("The team has your answer", "/OwnCase/Case", new { Round, La });
        await Load(ct);
        return Found();
    }

    IActionResult Found() => Enquiry.Name.Length > 0 ? Page() : NotFound();

    async Task Load(CancellationToken ct)
    {
        var enquiries = dialogue.ListEnquiriesAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var documents = dialogue.ListDocumentsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        await Task.WhenAll(LoadRound(ct), enquiries, documents);
        Documents = (await documents).Documents;
        Enquiry = (await enquiries).Enquiries.FirstOrDefault(e => Words.Id(e.Name) == $"{Number}") ?? new();
    }

    protected override string InputOf(string field) => field == "answer" ? nameof(Answer) : field;
}
