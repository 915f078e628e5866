using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    const int PartSize = 64 * 1024;

    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority, Role.Service)]
    public override async Task GetDocument(GetDocumentRequest request, IServerStreamWriter<GetDocumentResponse> responseStream, ServerCallContext context)
    {
        new Shared.Check()
            .OneOf(request.FileName, "file_name", [.. Renderings.FileNames])
            .That(request.Revision >= 0, "revision", "is negative")
            .ThrowIfAny();
        var ct = context.CancellationToken;
        var letter = await FindVisible(request.Letter, "letter", request.Revision, context);
        var (document, bytes) = letter.IsIssued
            ? await Frozen(letter, request.FileName, ct)
            : await renderings.One(LetterView.Of(letter, await FrameworkOf(letter, ct), issued: false), request.FileName, ct);

        for (var from = 0; from < bytes.Length; from += PartSize)
            await responseStream.WriteAsync(new()
            {
                Document = from == 0 ? document : null,
                Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(from, Math.Min(PartSize, bytes.Length - from))),
            }, ct);
    }

    async Task<Rendered> Frozen(Letter letter, string fileName, CancellationToken ct)
    {
        var frozen = await db.Documents.AsNoTracking()
            .FirstAsync(d => d.LetterUid == letter.Uid && d.LetterRevision == letter.Revision && d.FileName == fileName, ct);
        return new(letter.Documents.First(document => document.FileName == fileName), frozen.Bytes);
    }
}
