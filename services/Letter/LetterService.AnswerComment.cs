using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> AnswerComment(AnswerCommentRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Shared.Check().Said(request.Answer, "answer").Text(request.Reply, "reply", 4000);
        check.That(request.Answer != CommentAnswer.Rejected || request.Reply.Trim().Length > 0, "reply", "is required where a comment is rejected").ThrowIfAny();
        var letter = await Find(request.Name, ct);
        letter.AnswerComment(request.Comment, request.Answer, request.Reply, context.Caller().Sub);
        return letter.ToProto();
    });
}
