using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    const int PieceBytes = 64 * 1024;

    [Allow(Role.Inspector, Role.Moderator, Role.Auditor, Role.Authority)]
    public override async Task GetDocument(GetDocumentRequest request, IServerStreamWriter<DocumentChunk> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (name, number) = Cases.Part(request.Name, Names.DocumentPattern);
        var assessment = await cases.ReadForDialogue(name, context);
        var row = await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.AssessmentUid == assessment.Uid && row.Number == number, ct)
            ?? throw Errors.NotFound(request.Name);
        for (var at = 0; at < row.Content.Length; at += PieceBytes)
        {
            await responseStream.WriteAsync(new()
            {
                Document = at == 0 ? row.Document : null,
                Data = UnsafeByteOperations.UnsafeWrap(row.Content.AsMemory(at, Math.Min(PieceBytes, row.Content.Length - at))),
            }, ct);
        }
    }
}
