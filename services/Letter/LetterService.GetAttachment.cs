using Apa.Protos.Letters.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Moderator, Role.Auditor, Role.Authority)]
    public override async Task GetAttachment(GetAttachmentRequest request, IServerStreamWriter<GetAttachmentResponse> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var parts = Names.Require(request.Name, "name", LetterPattern + "/attachments/{n}");
        var letter = await FindVisible(Letter.NameOf(parts[0], parts[1]), "name", revision: 0, context);
        var kept = int.TryParse(parts[2], out var number)
            ? await db.Attachments.AsNoTracking().FirstOrDefaultAsync(attachment => attachment.LetterUid == letter.Uid && attachment.Number == number, ct)
            : null;
        if (kept is null) throw Errors.NotFound(request.Name);
        for (var from = 0; from < kept.Content.Length; from += PartSize)
            await responseStream.WriteAsync(new()
            {
                Attachment = from == 0 ? kept.Document : null,
                Data = UnsafeByteOperations.UnsafeWrap(kept.Content.AsMemory(from, Math.Min(PartSize, kept.Content.Length - from))),
            }, ct);
    }
}
