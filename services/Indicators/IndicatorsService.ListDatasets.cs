using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var paging = Paging.Read(request.PageSize, request.PageToken);
        var read = await db.Datasets.AsNoTracking().Where(dataset => string.Compare(dataset.Id, paging.After) > 0)
            .OrderBy(dataset => dataset.Id).Take(paging.Take).ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(read, dataset => dataset.Id);
        return new() { Datasets = { page.Select(dataset => dataset.ToProto()) }, NextPageToken = next };
    }
}
