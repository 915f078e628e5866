using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Authority)]
    public override Task<Proto.Letter> RequestMoreTime(RequestMoreTimeRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        new Shared.Check().Required(request.Until, "until").Date(request.Until, "until").Required(request.Reason, "reason", 2000).ThrowIfAny();
        var letter = await FindOwn(request.Name, context);
        letter.RequestMoreTime(DateOnly.ParseExact(request.Until, "yyyy-MM-dd"), request.Reason, context.Caller().Sub, time.GetUtcNow());
        occasions.AuthorityWrote(letter, "asked for more time");
        return letter.ToProto();
    });
}
