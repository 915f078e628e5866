using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.OwnCase;

/// <summary>What an authority sees of its own case.</summary>
[Allow(Role.Authority)]
public sealed class CaseModel(JudgementService.JudgementServiceClient judgement, DialogueService.DialogueServiceClient dialogue, Frameworks frameworks) : OwnCasePage(judgement, frameworks)
{
    /// <summary>The case once it is final; null before.</summary>
    public Assessment? Final { get; private set; }

    public IReadOnlyList<Representation> Representations { get; private set; } = [];
    public IReadOnlyList<Enquiry> Enquiries { get; private set; } = [];
    public IReadOnlyList<FiledDocument> Documents { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var representations = dialogue.ListRepresentationsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var enquiries = dialogue.ListEnquiriesAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var documents = dialogue.ListDocumentsAsync(new() { Assessment = Name, PageSize = 1000 }, cancellationToken: ct).ResponseAsync;
        var final = FinalOrNot(ct);
        await Task.WhenAll(LoadRound(ct), representations, enquiries, documents, final);
        (Representations, Enquiries, Documents, Final) = ((await representations).Representations, (await enquiries).Enquiries, (await documents).Documents, await final);
    }

    public Task<IActionResult> OnGetDocumentAsync(string document, CancellationToken ct) => this.Filed(dialogue, $"{Name}/documents/{document}", ct);

    /// <summary>The case is refused to its authority until it is final; what is somebody else's the other calls refuse.</summary>
    async Task<Assessment?> FinalOrNot(CancellationToken ct)
    {
        try
        {
            return await Judgement.GetAssessmentAsync(new() { Name = Name }, cancellationToken: ct);
        }
        catch (RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.PermissionDenied)
        {
            return null;
        }
    }
}
