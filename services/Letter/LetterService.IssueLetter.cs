using Apa.Letters.Rendering;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> IssueLetter(IssueLetterRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var letter = await FindAt(request.Name, request.Etag, ct);
        letter.DemandIssuable();
        var rendered = await renderings.All(LetterView.Of(letter, await FrameworkOf(letter, ct), issued: true), ct);
        letter.Issue(rendered.Select(one => one.Document), signer.Sign);
        db.Documents.AddRange(rendered.Select(one => new FrozenDocument(letter.Uid, letter.Revision, one.Document.FileName, one.Bytes)));
        var before = await db.Letters.FirstOrDefaultAsync(l => l.Uid == letter.Uid && l.Revision == letter.Revision - 1, ct);
        before?.Supersede();
        db.Emit(letter.ToIssued(), letter.Name, letter.Revision);
        occasions.Issued(letter);
        return letter.ToProto();
    });
}
