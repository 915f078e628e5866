using Grpc.Core;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

public sealed partial class OperationsService
{
    [Allow(Role.Auditor, Role.Administrator)]
    public override async Task<Proto.ListFailedMessagesResponse> ListFailedMessages(Proto.ListFailedMessagesRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken);
        if (errors is null) return new();
        // A queue has no keys: the token counts what was shown, and what was redriven meanwhile moves the rest up.
        var shown = paging.Place;
        var read = await errors.Read(context.CancellationToken);
        var rest = read.Skip(shown).Take(paging.Take).Select((message, i) => (message, Shown: shown + i + 1)).ToList();
        var (page, next) = paging.Cut(rest, one => Paging.Key(one.Shown));
        return new() { Messages = { page.Select(one => one.message) }, NextPageToken = next };
    }
}
