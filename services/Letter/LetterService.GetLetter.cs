using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority)]
    public override async Task<Proto.Letter> GetLetter(GetLetterRequest request, ServerCallContext context) =>
        (await FindVisible(request.Name, "name", revision: 0, context)).ToProto();
}
