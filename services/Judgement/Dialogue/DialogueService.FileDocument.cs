using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements.Dialogue;

public sealed partial class DialogueService
{
    [Allow(Role.Authority)]
    public override async Task<FiledDocument> FileDocument(IAsyncStreamReader<FileDocumentRequest> requestStream, ServerCallContext context)
    {
        var (header, content) = await Receive(requestStream, context.CancellationToken);
        return await cases.OnCase(header, context, header.Assessment, async (assessment, ct) =>
        {
            Cases.MustSpeakFor(assessment, context);
            var (person, now) = (context.Caller().Sub, time.GetUtcNow());
            var filed = await db.Documents.Where(row => row.AssessmentUid == assessment.Uid).Select(row => row.Size).ToListAsync(ct);
            if (filed.Sum() + content.Length > Documents.MostBytesOfACase)
                throw Refusals.DocumentTooLarge($"{assessment.Name} holds {filed.Sum():N0} bytes of documents; {Documents.MostBytesOfACase:N0} are taken");

            var document = Documents.Of(header, filed.Count + 1, content, person, now);
            assessment.Said(person, nameof(FileDocument), $"{document.Id} {document.FileName}, SHA-256 {document.Sha256}", now, "",
                AssessmentState.Opening, AssessmentState.Open, AssessmentState.Submitted, AssessmentState.Moderated);
            db.Documents.Add(new() { AssessmentUid = assessment.Uid, Number = filed.Count + 1, Size = content.Length, Document = document, Content = content });
            return document;
        }, nameof(header.Assessment));
    }

    /// <summary>The header, checked, and all bytes; a stream that grows too large is left where it stands.</summary>
    static async Task<(DocumentHeader Header, byte[] Content)> Receive(IAsyncStreamReader<FileDocumentRequest> stream, CancellationToken ct)
    {
        var header = await stream.MoveNext(ct) ? stream.Current.Header : null;
        var check = new Check();
        check.That(header is not null, "header", "comes first");
        if (header is not null)
            check.Header(header);
        check.ThrowIfAny();

        using var content = new MemoryStream();
        while (await stream.MoveNext(ct))
        {
            if (stream.Current.PartCase is not FileDocumentRequest.PartOneofCase.Chunk)
                throw Errors.Invalid([new("chunk", "is all that comes after the header")]);
            if (content.Length + stream.Current.Chunk.Length > Documents.MostBytes)
                throw Refusals.DocumentTooLarge($"{header!.FileName} is larger than {Documents.MostBytes:N0} bytes");
            stream.Current.Chunk.WriteTo(content);
        }
        if (content.Length == 0)
            throw Errors.Invalid([new("chunk", "is required: the document has no bytes")]);
        return (header!, content.ToArray());
    }
}
