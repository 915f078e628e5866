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
        // What is not published is not there, whoever asks.
        var publication = await db.Published(round).AsNoTracking().SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? throw Errors.NotFound(request.Publication);
        var document = publication.Documents().FirstOrDefault(d => d.FileName == request.FileName) ?? throw Errors.NotFound($"{request.Publication}, {request.FileName}");
        var data = await db.Documents.AsNoTracking()
            .Where(d => d.PublicationUid == publication.Uid && d.FileName == document.FileName).Select(d => d.Data).SingleAsync(ct);

        await responseStream.WriteAsync(new() { Document = document, Data = Part(data, 0) }, ct);
        for (var from = PartSize; from < data.Length; from += PartSize) await responseStream.WriteAsync(new() { Data = Part(data, from) }, ct);
    }

    static ByteString Part(byte[] data, int from) => UnsafeByteOperations.UnsafeWrap(data.AsMemory(from, Math.Min(PartSize, data.Length - from)));
}
