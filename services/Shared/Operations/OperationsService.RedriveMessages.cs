using Grpc.Core;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

public sealed partial class OperationsService
{
    [Allow(Role.Auditor, Role.Administrator)]
    public override Task<Proto.RedriveMessagesResponse> RedriveMessages(Proto.RedriveMessagesRequest request, ServerCallContext context) =>
        db.Once(request, context, async ct =>
        {
            var check = new Check().That(request.Ids.Count <= ErrorQueue.Most, "ids", $"are {request.Ids.Count}, at most {ErrorQueue.Most} are taken");
            for (var i = 0; i < request.Ids.Count; i++) check.Required(request.Ids[i], $"ids[{i}]", 200);
            check.ThrowIfAny();
            // The broker is no part of the transaction: interrupted before the answer is kept, the same request gives back what is left.
            return new Proto.RedriveMessagesResponse { Redriven = errors is null ? 0 : await errors.Redrive(request.Ids.ToHashSet(StringComparer.Ordinal), ct) };
        });
}
