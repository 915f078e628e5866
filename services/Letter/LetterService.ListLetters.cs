using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Auditor, Role.Publisher)]
    public override async Task<ListLettersResponse> ListLetters(ListLettersRequest request, ServerCallContext context)
    {
        var round = Names.Require(request.Round, "round", "rounds/{id}")[0];
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var letters = await db.Letters.AsNoTracking()
            .Where(letter => letter.RoundId == round && string.Compare(letter.LaCode, paging.After) > 0)
            .Where(letter => !db.Letters.Any(later => later.Uid == letter.Uid && later.Revision > letter.Revision))
            .OrderBy(letter => letter.LaCode)
            .Take(paging.Take)
            .ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(letters, letter => letter.LaCode);
        return new() { Letters = { page.Select(letter => letter.ToListed()) }, NextPageToken = next };
    }
}
