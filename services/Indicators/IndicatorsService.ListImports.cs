using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst, Role.Administrator, Role.Auditor)]
    public override async Task<ListImportsResponse> ListImports(ListImportsRequest request, ServerCallContext context)
    {
        var id = Names.Require(request.Dataset, "dataset", Resource.DatasetPattern)[0];
        var paging = Paging.Read(request.PageSize, request.PageToken, id);
        var found = db.Imports.AsNoTracking().Where(one => one.DatasetId == id);
        // The ids are in the order of time.
        if (paging.Uid is { } after) found = found.Where(one => one.Uid < after);
        var read = await found.OrderByDescending(one => one.Uid).Take(paging.Take).ToListAsync(context.CancellationToken);
        var (page, next) = paging.Cut(read, one => one.Uid.ToString());
        var response = new ListImportsResponse { NextPageToken = next };
        foreach (var import in page.Select(one => one.Document))
        {
            import.Problems.Clear();
            import.Warnings.Clear();
            response.Imports.Add(import);
        }
        return response;
    }
}
