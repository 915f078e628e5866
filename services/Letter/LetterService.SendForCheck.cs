using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> SendForCheck(SendForCheckRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var letter = await FindAt(request.Name, request.Etag, ct);
        letter.SendForCheck(time.GetUtcNow(), (await FrameworkOf(letter, ct)).CheckWorkingDays);
        if (await db.Drafts.FindAsync([letter.Uid, letter.Draft], ct) is { } sent) sent.Shown = true;
        occasions.CheckSent(letter);
        return letter.ToProto();
    });
}
