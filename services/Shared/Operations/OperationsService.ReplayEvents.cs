using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

public sealed partial class OperationsService
{
    [Allow(Role.Auditor, Role.Administrator)]
    public override Task<Proto.ReplayEventsResponse> ReplayEvents(Proto.ReplayEventsRequest request, ServerCallContext context) =>
        db.Once(request, context, async ct =>
        {
            var (after, through) = (request.AfterPosition, request.ThroughPosition);
            new Check()
                .That(after >= 0, "after_position", $"is {after}, 0 or more is taken")
                .That(through == 0 || through > after, "through_position", $"is {through}, more than after_position is taken, or 0")
                .ThrowIfAny();
            // Unsent, they are the relay's again: with their ids and positions, in order, and after a crash from where it was. This commits
            // before the answer is kept; asked again in between, the same events are sent once more, which harms nobody.
            var events = await db.Outbox
                .Where(row => row.Sent != null && row.Audience == null && row.Position > after && (through == 0 || row.Position <= through))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Sent, (DateTimeOffset?)null), ct);
            return new Proto.ReplayEventsResponse { Events = events };
        });
}
