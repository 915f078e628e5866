using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    const int MostOnCall = 50;

    [Allow(Role.Publisher)]
    public override Task<Release> SetOnCall(SetOnCallRequest request, ServerCallContext context)
    {
        var check = new Check();
        check.ResourceName(request.Round, "round", Names.RoundPattern);
        check.That(request.People.Count is >= 1 and <= MostOnCall, "people", $"are {request.People.Count}, 1 to {MostOnCall} are taken");
        foreach (var (i, person) in request.People.Index())
            check.Required(person.Person, $"people[{i}].person").Required(person.Name, $"people[{i}].name");
        foreach (var twice in request.People.GroupBy(person => person.Person).Where(group => group.Count() > 1)) check.Fail("people", $"'{twice.Key}' stands more than once");
        check.ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var round = await TrackedRound(request.Round, ct);
            round.SetOnCall(request.People, context.Caller().Sub, time.GetUtcNow());
            return round.ToRelease();
        });
    }
}
