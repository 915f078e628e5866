using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority)]
    public override async Task<DraftDiff> DiffDrafts(DiffDraftsRequest request, ServerCallContext context)
    {
        new Shared.Check().That(request.From >= 0, "from", "is negative").That(request.To >= 0, "to", "is negative").ThrowIfAny();
        var ct = context.CancellationToken;
        var letter = await FindVisible(request.Letter, "letter", revision: 0, context);
        var drafts = DraftsFor(context, letter).OrderByDescending(draft => draft.Number);
        var to = await drafts.FirstOrDefaultAsync(draft => request.To == 0 || draft.Number == request.To, ct);
        var from = to is null ? null : await drafts.FirstOrDefaultAsync(draft => request.From == 0 ? draft.Number < to.Number : draft.Number == request.From, ct);
        new Shared.Check()
            .That(to is not null, "to", $"there is no draft {request.To}")
            .That(to is null || from is not null, "from", request.From == 0 ? $"there is no draft before {to?.Number}" : $"there is no draft {request.From}")
            .That(to is null || from is null || from.Number < to.Number, "from", $"is draft {from?.Number}, which is not before draft {to?.Number}")
            .ThrowIfAny();
        return new() { From = from!.ToProto(), To = to!.ToProto(), Blocks = { WordDiffs.Of(from!.Text, to!.Text) } };
    }
}
