using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Proto = Apa.Protos.Operations.V1;

namespace Apa.Shared;

public sealed partial class OperationsService
{
    [Allow(Role.Auditor, Role.Administrator)]
    public override async Task<Proto.ListRecentEventsResponse> ListRecentEvents(Proto.ListRecentEventsRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken);
        var before = paging.After.Length == 0 ? long.MaxValue : paging.Number;
        var rows = await db.Outbox.AsNoTracking()
            .Where(row => row.Position < before)
            .OrderByDescending(row => row.Position)
            .Take(paging.Take)
            .Select(row => new { row.Id, row.Type, row.Subject, row.Revision, row.Audience, row.Position, row.Created, row.Sent, row.Traceparent })
            .ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(rows, row => Paging.Key(row.Position!.Value));
        return new()
        {
            Events =
            {
                page.Select(row => new Proto.RecentEvent
                {
                    Id = row.Id.ToString(),
                    Type = row.Type,
                    Subject = row.Subject,
                    Revision = row.Revision,
                    Audience = row.Audience ?? "",
                    Position = row.Position!.Value,
                    CreatedAt = Rfc3339(row.Created),
                    SentAt = Rfc3339(row.Sent),
                    Traceparent = row.Traceparent ?? "",
                }),
            },
            NextPageToken = next,
        };
    }
}
