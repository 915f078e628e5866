using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor)]
    public override Task<Proto.Letter> DecideMoreTime(DecideMoreTimeRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        new Shared.Check().Text(request.Reply, "reply", 2000).That(request.Granted || request.Reply.Trim().Length > 0, "reply", "is required where more time is refused").ThrowIfAny();
        var letter = await Find(request.Name, ct);
        letter.DecideMoreTime(request.MoreTime, request.Granted, request.Reply, context.Caller().Sub);
        occasions.MoreTimeDecided(letter, letter.Check!.MoreTime.First(asked => asked.Id == request.MoreTime));
        return letter.ToProto();
    });
}
