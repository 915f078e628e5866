using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Any)]
    public override async Task<ListIndicatorsResponse> ListIndicators(ListIndicatorsRequest request, ServerCallContext context)
    {
        new Check().Text(request.Outcome, "outcome", 20).ThrowIfAny();
        var paging = Paging.Read(request.PageSize, request.PageToken, request.Outcome);

        var read = await db.Measures.AsNoTracking()
            .Where(measure => string.Compare(measure.Id, paging.After) > 0 && (request.Outcome == "" || measure.Outcome == request.Outcome))
            .OrderBy(measure => measure.Id).Take(paging.Take).ToListAsync(context.CancellationToken);

        var (page, next) = paging.Cut(read, measure => measure.Id);
        return new() { Indicators = { page.Select(measure => measure.Document) }, NextPageToken = next };
    }
}
