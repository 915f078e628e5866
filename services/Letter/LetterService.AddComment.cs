using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Authority)]
    public override Task<Proto.Letter> AddComment(AddCommentRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        new Shared.Check().Required(request.Paragraph, "paragraph", 100).Required(request.Text, "text", 4000).ThrowIfAny();
        var letter = await FindOwn(request.Name, context);
        letter.AddComment(request.Paragraph, request.Text, context.Caller().Sub, time.GetUtcNow());
        occasions.AuthorityWrote(letter, "commented on the draft");
        return letter.ToProto();
    });
}
