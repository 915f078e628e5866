using Apa.Protos.Publications.V1;
using Apa.Publications.Web;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

/// <summary>Release of letters, the public register and its feed; one file per RPC.</summary>
public sealed partial class PublicationService(PublicationDb db, DocumentStore documents, Addresses addresses, ServiceName service, TimeProvider time)
    : Proto.PublicationService.PublicationServiceBase
{
    async Task<Round> RoundOf(string id, CancellationToken ct) =>
        await db.Rounds.AsNoTracking().SingleOrDefaultAsync(round => round.Id == id, ct) ?? throw Errors.NotFound(Names.Round(id));

    /// <summary>When a round is released; all of it is long, and this is asked for most.</summary>
    async Task<DateTimeOffset> InstantOf(string round, CancellationToken ct) =>
        await db.Rounds.Where(r => r.Id == round).Select(r => (DateTimeOffset?)r.ReleaseInstant).SingleOrDefaultAsync(ct) ?? throw Errors.NotFound(Names.Round(round));

    /// <summary>A round that is to be changed.</summary>
    async Task<Round> TrackedRound(string name, CancellationToken ct) => await db.Rounds.FindAsync([Names.RoundId(name)], ct) ?? throw Errors.NotFound(name);

    static (string Round, string LaCode) Parse(string name, string field) =>
        Shared.Names.Require(name, field, Names.PublicationPattern) is [var round, var laCode] ? (round, laCode) : default;

    /// <summary>Changes the newest revision of a publication, once per request and only as its caller read it.</summary>
    Task<Proto.Publication> OnPublication<TRequest>(
        TRequest request, ServerCallContext context, string name, string etag, Func<Publication, Round, CancellationToken, Task> act)
        where TRequest : IMessage<TRequest>
    {
        var (roundId, laCode) = Parse(name, "name");
        return db.Once(request, context, async ct =>
        {
            var publication = await db.Newest(roundId).SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? throw Errors.NotFound(name);
            Check.Etag(etag, publication.Etag, name);
            var round = await RoundOf(roundId, ct);
            await act(publication, round, ct);
            return publication.ToProto(round);
        });
    }
}
