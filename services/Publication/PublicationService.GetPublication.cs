using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    // Who may read before the release is named one by one, so no role is asked for: others are refused as if one was.
    [Allow(Role.Any)]
    public override async Task<Proto.Publication> GetPublication(Proto.GetPublicationRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var caller = context.Caller();
        if (!caller.Is(Role.Publisher) && !caller.Is(Role.Auditor)) return await BeforeRelease(request.Name, caller.Sub, ct);
        var (round, laCode) = Parse(request.Name, "name");
        var publication = await db.Newest(round).AsNoTracking().SingleOrDefaultAsync(p => p.LaCode == laCode, ct) ?? throw Errors.NotFound(request.Name);
        return publication.ToProto(await InstantOf(round, ct));
    }

    async Task<Proto.Publication> BeforeRelease(string name, string person, CancellationToken ct)
    {
        var publication = Shared.Names.Parse(name, Names.PublicationPattern) is [var round, var laCode]
            ? await db.ReadBeforeRelease(new(person, round, laCode, 0, ""), time.GetUtcNow(), ct)
            : null;
        if (publication is null) throw Errors.RoleDenied().ToRpcException();
        return publication.ToProto(await InstantOf(publication.RoundId, ct));
    }
}
