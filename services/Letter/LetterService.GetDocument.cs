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
            .That(request.Offset >= 0, "offset", "is negative")
            .That(request.Length >= 0, "length", "is negative")
            .ThrowIfAny();
        var ct = context.CancellationToken;
        var letter = await FindVisible(request.Letter, "letter", request.Revision, context);
        var (document, bytes) = letter.IsIssued
            ? await Frozen(letter, request.FileName, ct)
            : await renderings.One(LetterView.Of(letter, await FrameworkOf(letter, ct), issued: false), request.FileName, ct);

        new Shared.Check().That(request.Offset < bytes.Length, "offset", $"lies beyond the end: the document has {bytes.Length:N0} bytes").ThrowIfAny();
        var end = request.Length == 0 ? bytes.Length : Math.Min(bytes.Length, request.Offset + request.Length);
        await Send(document, bytes, (int)request.Offset, (int)end, responseStream, ct);
    }

    static async Task Send(Document document, byte[] bytes, int start, int end, IServerStreamWriter<GetDocumentResponse> responseStream, CancellationToken ct)
    {
        for (var from = start; from < end; from += PartSize)
            await responseStream.WriteAsync(new()
            {
                Document = from == start ? document : null,
                Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(from, Math.Min(PartSize, end - from))),
            }, ct);
    }

    async Task<Rendered> Frozen(Letter letter, string fileName, CancellationToken ct)
    {
        // A letter issued before a rendering was added has none of it.
        var frozen = await db.Documents.AsNoTracking()
            .FirstOrDefaultAsync(d => d.LetterUid == letter.Uid && d.LetterRevision == letter.Revision && d.FileName == fileName, ct) ?? throw Errors.NotFound($"{letter.Name}, revision {letter.Revision}, {fileName}");
        return new(letter.Documents.First(document => document.FileName == fileName), frozen.Bytes);
    }
}
