using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    const int MostAttachmentBytes = 10 * 1024 * 1024;

    [Allow(Role.Authority)]
    public override async Task<Proto.Letter> AttachToComment(IAsyncStreamReader<AttachToCommentRequest> requestStream, ServerCallContext context)
    {
        var (header, content) = await Receive(requestStream, context.CancellationToken);
        return await db.Once(header, context, async ct =>
        {
            var letter = await FindOwn(header.Letter, context);
            var number = 1 + await db.Attachments.CountAsync(attachment => attachment.LetterUid == letter.Uid, ct);
            var kept = KeptAttachment.Of(letter, number, header.FileName, content);
            letter.Attach(header.Comment, kept.Document);
            db.Attachments.Add(kept);
            return letter.ToProto();
        });
    }

    /// <summary>The header, checked, and all bytes; a stream that grows too large is left where it stands.</summary>
    static async Task<(AttachmentHeader Header, byte[] Content)> Receive(IAsyncStreamReader<AttachToCommentRequest> stream, CancellationToken ct)
    {
        var header = await stream.MoveNext(ct) ? stream.Current.Header : null;
        var check = new Shared.Check().That(header is not null, "header", "comes first");
        if (header is not null) check.ResourceName(header.Letter, "header.letter", LetterPattern).FileName(header.FileName, "header.file_name");
        check.ThrowIfAny();

        using var content = new MemoryStream();
        while (await stream.MoveNext(ct))
        {
            if (stream.Current.PartCase is not AttachToCommentRequest.PartOneofCase.Chunk) throw Errors.Invalid([new("chunk", "is all that comes after the header")]);
            if (content.Length + stream.Current.Chunk.Length > MostAttachmentBytes)
                throw new Refusal("ATTACHMENT_TOO_LARGE", $"{header!.FileName} is larger than {MostAttachmentBytes:N0} bytes", RefusalKind.TooMuch);
            stream.Current.Chunk.WriteTo(content);
        }
        if (content.Length == 0) throw Errors.Invalid([new("chunk", "is required: the file has no bytes")]);
        return (header!, content.ToArray());
    }
}
