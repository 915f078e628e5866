using System.Globalization;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Publisher)]
    public override Task<Proto.PreReleaseAccess> GrantPreReleaseAccess(Proto.GrantPreReleaseAccessRequest request, ServerCallContext context)
    {
        var check = new Check().ResourceName(request.Round, "round", Names.RoundPattern)
            .Required(request.Person, "person").Required(request.PersonName, "person_name").Required(request.Reason, "reason");
        var (from, until) = (Moment(request.WindowFrom, "window_from", check), Moment(request.WindowUntil, "window_until", check));
        check.ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var round = await RoundOf(Names.RoundId(request.Round), ct);
            var access = PreReleaseAccess.Grant(round, request.Person, request.PersonName, from, until, request.Reason, context.Caller().Sub, time.GetUtcNow());
            db.PreReleaseAccesses.Add(access);
            return access.ToProto(round, reads: 0, time.GetUtcNow());
        });
    }

    /// <summary>RFC 3339, with the offset said: a window must not depend on where somebody sits.</summary>
    static DateTimeOffset Moment(string text, string field, Check check)
    {
        var said = DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment)
            && (text[^1] == 'Z' || text[^6] is '+' or '-');
        check.That(said, field, "is no moment such as 2006-10-31T09:00:00Z");
        return moment;
    }
}
