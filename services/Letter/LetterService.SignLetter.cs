using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Signatory)]
    public override Task<Proto.Letter> SignLetter(SignLetterRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        new Shared.Check().Required(request.TextSha256, "text_sha256", 64).ThrowIfAny();
        var letter = await Find(request.Name, ct);
        var framework = await FrameworkOf(letter, ct);
        letter.Sign(request.TextSha256, context.Caller().Sub, [.. context.Caller().Bodies], framework.Signatories, time.GetUtcNow());
        return letter.ToProto();
    });
}
