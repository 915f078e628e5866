using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Auditor)]
    public override async Task<Proto.ListPreReleaseReadsResponse> ListPreReleaseReads(Proto.ListPreReleaseReadsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var round = await RoundOf(Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0], ct);
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var after = paging.Uid ?? Guid.Empty;
        var found = from read in db.PreReleaseReads
                    join access in db.PreReleaseAccesses on read.AccessUid equals access.Uid
                    join publication in db.Publications on read.PublicationUid equals publication.Uid
                    where access.RoundId == round.Id && read.Uid > after
                    orderby read.Uid
                    select new { Read = read, access.Person, publication.LaCode, publication.LetterRevision };
        var (page, next) = paging.Cut(await found.AsNoTracking().Take(paging.Take).ToListAsync(ct), row => row.Read.Uid.ToString());
        return new()
        {
            Reads =
            {
                page.Select(row => new Proto.PreReleaseRead
                {
                    Access = Names.PreReleaseAccess(round.Id, row.Read.AccessUid),
                    Person = row.Person,
                    At = Mapping.Instant(row.Read.At),
                    Publication = Names.Publication(round.Id, row.LaCode),
                    LetterRevision = row.LetterRevision,
                    FileName = row.Read.FileName,
                    Sha256 = row.Read.Sha256,
                }),
            },
            NextPageToken = next,
        };
    }
}
