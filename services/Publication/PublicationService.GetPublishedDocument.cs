using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    const int PartSize = 64 * 1024;

    [AllowAnonymous]
    public override async Task GetPublishedDocument(
        GetPublishedDocumentRequest request, IServerStreamWriter<GetPublishedDocumentResponse> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (round, laCode) = Parse(request.Publication, "publication");
        new Check().That(request.LetterRevision >= 0, "letter_revision", "is negative").ThrowIfAny();
        // What is not published is not there, whoever asks, but for those who were named.
        var publication = await db.Published(round).AsNoTracking()
                .SingleOrDefaultAsync(p => p.LaCode == laCode && (request.LetterRevision == 0 || p.LetterRevision == request.LetterRevision), ct)
            ?? await db.ReadBeforeRelease(new(context.Caller().Sub, round, laCode, request.LetterRevision, request.FileName), time.GetUtcNow(), ct)
            ?? throw Errors.NotFound(request.Publication);
        var document = publication.Documents().FirstOrDefault(d => d.FileName == request.FileName) ?? throw Errors.NotFound($"{request.Publication}, {request.FileName}");

        await using var data = documents.Open(publication.Uid, document.FileName, document.Size);
        var buffer = new byte[PartSize];
        var first = document;
        // An empty document is one empty part.
        for (int read; (read = await data.ReadAsync(buffer, ct)) > 0 || first is not null; first = null)
            await responseStream.WriteAsync(new() { Document = first, Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)) }, ct);
    }
}
