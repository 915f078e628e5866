using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Any)]
    public override async Task<ListFrameworksResponse> ListFrameworks(ListFrameworksRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken);
        // A few a decade: read whole, sorted here by id and number.
        var rows = await db.Frameworks.AsNoTracking().ToListAsync(context.CancellationToken);
        var keyed = rows.OrderBy(row => Key(row), StringComparer.Ordinal).SkipWhile(row => string.CompareOrdinal(Key(row), paging.After) <= 0).Take(paging.Take).ToList();
        var (page, next) = paging.Cut(keyed, Key);
        var response = new ListFrameworksResponse { NextPageToken = next };
        response.Frameworks.AddRange(page.Select(row => new Framework
        {
            Name = row.Document.Name,
            Framework_ = row.Document.Framework_,
            Title = row.Document.Title,
            Provenance = row.Document.Provenance,
        }));
        return response;

        static string Key(LoadedFramework row) => $"{row.Id} {row.Version:D9}";
    }
}
