using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher, Role.Auditor)]
    public override async Task<PreviewRoundResponse> PreviewRound(PreviewRoundRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0];
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Round);
        var round = await RoundOf(id, ct);
        var (members, next) = paging.Cut(
            [.. round.Document.Members.OrderBy(member => member.Authority.LaCode, StringComparer.Ordinal)
                .Where(member => string.CompareOrdinal(member.Authority.LaCode, paging.After) > 0).Take(paging.Take)],
            member => member.Authority.LaCode);

        var publications = await db.Publications.AsNoTracking().Where(p => p.RoundId == id && p.State != PublicationState.Superseded).OrderBy(p => p.LetterRevision).ToListAsync(ct);
        var newest = publications.GroupBy(p => p.LaCode).ToDictionary(of => of.Key, of => of.Last());
        var shown = publications.Where(p => p.State is PublicationState.Published or PublicationState.Withdrawn).ToLookup(p => p.LaCode);
        var onPage = members.Select(member => newest.GetValueOrDefault(member.Authority.LaCode)).OfType<Publication>().ToList();
        var uids = onPage.Select(p => p.Uid).ToList();
        var stored = (await db.Documents.Where(d => uids.Contains(d.PublicationUid)).Select(d => new { d.PublicationUid, d.FileName }).ToListAsync(ct))
            .ToLookup(d => d.PublicationUid, d => d.FileName);
        var publishing = await Publishing.Of(db, id, onPage, ct);

        var now = time.GetUtcNow();
        var at = now > round.ReleaseInstant ? now : round.ReleaseInstant;
        return new()
        {
            Round = request.Round,
            ReleaseInstant = Mapping.Instant(round.ReleaseInstant),
            Findings = { Preview.OfRound(round, newest.Values, now) },
            Members =
            {
                members.Select(member => (Member: member, Publication: newest.GetValueOrDefault(member.Authority.LaCode), LaCode: member.Authority.LaCode)).Select(of =>
                    Preview.OfMember(of.Member, of.Publication, [.. shown[of.LaCode]], [.. stored[of.Publication?.Uid ?? default]], publishing, at, (p, a) => Foreseen(p, a, at))),
            },
            NextPageToken = next,
        };
    }

    /// <summary>An event as it would go out, but for its id and position, which are given when it does.</summary>
    string Foreseen(Publication publication, Announcement announcement, DateTimeOffset at) => Encoding.UTF8.GetString(CloudEvent.Write(
        new()
        {
            Id = Guid.Empty,
            Type = announcement.Message.Descriptor.FullName,
            Exchange = Topology.Exchange(announcement.Message.Descriptor, announcement.Audience),
            Audience = announcement.Audience,
            Subject = publication.Name,
            Revision = publication.Revision,
            Data = JsonFormatter.Default.Format(announcement.Message),
            Created = at,
        },
        service.Source));
}
