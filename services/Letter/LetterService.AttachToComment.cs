using System.Security.Cryptography;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    const int MostAttachmentBytes = 10 * 1024 * 1024;
    const int MostAttachments = 100;
    const long MostAttachedBytes = 100L * 1024 * 1024;

    [Allow(Role.Authority)]
    public override async Task<Proto.Letter> AttachToComment(IAsyncStreamReader<AttachToCommentRequest> requestStream, ServerCallContext context)
    {
        var (header, content) = await Receive(requestStream, context.CancellationToken);
        return await db.Once(header, context, async ct =>
        {
            var letter = await FindOwn(header.Letter, context);
            var sizes = await db.Attachments.Where(attachment => attachment.LetterUid == letter.Uid).Select(attachment => attachment.Content.Length).ToListAsync(ct);
            if (sizes.Count >= MostAttachments || sizes.Sum(size => (long)size) + content.Length > MostAttachedBytes)
                throw TooLarge($"{letter.Name} has {sizes.Count} attachments of {sizes.Sum(size => (long)size):N0} bytes; {MostAttachments} of {MostAttachedBytes:N0} are taken");
            var kept = KeptAttachment.Of(letter, sizes.Count + 1, header.FileName, content);
            letter.Attach(header.Comment, kept.Document, time.GetUtcNow());
            db.Attachments.Add(kept);
            return letter.ToProto();
        });
    }

    /// <summary>The header, checked, and all bytes; a stream that grows too large is left where it stands.</summary>
    static async Task<(AttachmentHeader Header, byte[] Content)> Receive(IAsyncStreamReader<AttachToCommentRequest> stream, CancellationToken ct)
    {
        var header = await stream.MoveNext(ct) ? stream.Current.Header : null;
        var check = new Shared.Check().That(header is not null, "header", "comes first");
        if (header is not null) check.ResourceName(header.Letter, "header.letter", LetterPattern).FileName(header.FileName, "header.file_name").Required(header.Sha256, "header.sha256", 64);
        check.ThrowIfAny();

        using var content = new MemoryStream();
        while (await stream.MoveNext(ct))
        {
            if (stream.Current.PartCase is not AttachToCommentRequest.PartOneofCase.Chunk) throw Errors.Invalid([new("chunk", "is all that comes after the header")]);
            if (content.Length + stream.Current.Chunk.Length > MostAttachmentBytes)
                throw TooLarge($"{header!.FileName} is larger than {MostAttachmentBytes:N0} bytes");
            stream.Current.Chunk.WriteTo(content);
        }
        if (content.Length == 0) throw Errors.Invalid([new("chunk", "is required: the file has no bytes")]);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        if (sha256 != header!.Sha256) throw Errors.Invalid([new("header.sha256", $"is {header.Sha256}; the bytes that came have {sha256}")]);
        return (header, content.ToArray());
    }

    static Refusal TooLarge(string why) => new("ATTACHMENT_TOO_LARGE", why, RefusalKind.TooMuch);
}
