using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> CloseCheck(CloseCheckRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var letter = await FindAt(request.Name, request.Etag, ct);
        letter.CloseCheck(time.GetUtcNow());
        occasions.CheckClosed(letter);
        return letter.ToProto();
    });
}
