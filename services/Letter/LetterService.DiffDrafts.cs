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
        var to = request.To == 0 ? letter.Draft : request.To;
        var from = request.From == 0 ? to - 1 : request.From;
        var check = new Shared.Check().That(from < to, "from", $"is draft {from}, which is not before draft {to}");
        var drafts = await db.Drafts.AsNoTracking().Where(draft => draft.LetterUid == letter.Uid && (draft.Number == from || draft.Number == to)).ToDictionaryAsync(draft => draft.Number, ct);
        check.That(drafts.ContainsKey(from), "from", $"there is no draft {from}").That(drafts.ContainsKey(to), "to", $"there is no draft {to}").ThrowIfAny();
        return new() { From = drafts[from].ToProto(), To = drafts[to].ToProto(), Blocks = { WordDiffs.Of(drafts[from].Text, drafts[to].Text) } };
    }
}
