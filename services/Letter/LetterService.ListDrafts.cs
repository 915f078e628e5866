using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher, Role.Authority)]
    public override async Task<ListDraftsResponse> ListDrafts(ListDraftsRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Letter);
        var letter = await FindVisible(request.Letter, "letter", revision: 0, context);
        var rows = await DraftsFor(context, letter).Where(draft => draft.Number > paging.Number).OrderBy(draft => draft.Number).Take(paging.Take).ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(rows, draft => Paging.Key(draft.Number));
        return new() { Drafts = { page.Select(draft => draft.ToProto()) }, NextPageToken = next };
    }
}
