using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority, Role.Service)]
    public override async Task<LetterSignature> GetSignature(GetSignatureRequest request, ServerCallContext context)
    {
        new Shared.Check().That(request.Revision >= 0, "revision", "is negative").ThrowIfAny();
        var letter = await FindVisible(request.Letter, "letter", request.Revision, context);
        // The newest may be a draft again; then the one before it is the newest issued.
        if (!letter.IsIssued && request.Revision == 0 && letter.Revision > 1) letter = await FindVisible(request.Letter, "letter", letter.Revision - 1, context);
        if (!letter.IsIssued) throw new Refusal("NOT_ISSUED", $"{request.Letter} is not issued, so nothing is signed with the service's key");
        return new()
        {
            Letter = letter.Name,
            Revision = letter.Revision,
            Documents = { letter.Documents },
            Signature = letter.Signature,
            Jwk = letter.SignedWith,
        };
    }
}
