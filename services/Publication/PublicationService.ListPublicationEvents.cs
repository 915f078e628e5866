using System.Globalization;
using System.Text;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    /// <summary>The audience of those who say nothing of themselves.</summary>
    const string Public = "public";

    [AllowAnonymous]
    public override async Task<ListPublicationEventsResponse> ListPublicationEvents(ListPublicationEventsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var after = 0L;
        new Check().That(request.After.Length == 0 || long.TryParse(request.After, NumberStyles.None, CultureInfo.InvariantCulture, out after), "after", "is no position").ThrowIfAny();
        var size = Paging.Read(request.PageSize, "").Size;
        var consumes = context.Caller().Audiences.ToList();
        List<string> audiences = consumes.Count > 0 ? consumes : [Public];

        // Positions are given in the order of sending, in one committed step: what appears later never has a lower one.
        var rows = await db.Outbox.AsNoTracking()
            .Where(row => row.Position > after && row.Audience != null && audiences.Contains(row.Audience))
            .OrderBy(row => row.Position).Take(size + 1).ToListAsync(ct);
        var page = rows.Take(size).ToList();
        return new()
        {
            Events = { page.Select(row => Encoding.UTF8.GetString(CloudEvent.Write(row, service.Source))) },
            Next = page.Count > 0 ? page[^1].Position.ToString() : request.After,
            More = rows.Count > size,
        };
    }
}
