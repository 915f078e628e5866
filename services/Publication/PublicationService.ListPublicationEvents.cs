using System.Globalization;
using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [AllowAnonymous]
    public override async Task<ListPublicationEventsResponse> ListPublicationEvents(ListPublicationEventsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var after = 0L;
        new Check().That(request.After.Length == 0 || long.TryParse(request.After, NumberStyles.None, CultureInfo.InvariantCulture, out after), "after", "is no position").ThrowIfAny();
        var size = Paging.Read(request.PageSize, "").Size;
        var (page, more) = await db.EventsAfter(context.Caller(), after, size, ct);
        return new()
        {
            Events = { page.Select(row => Encoding.UTF8.GetString(CloudEvent.Write(row, service.Source))) },
            Next = page.Count > 0 ? page[^1].Position.ToString() : request.After,
            More = more,
        };
    }
}
