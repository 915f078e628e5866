using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst, Role.Auditor, Role.Authority)]
    public override async Task<ListValueQueriesResponse> ListValueQueries(ListValueQueriesRequest request, ServerCallContext context)
    {
        var id = Names.Require(request.Dataset, "dataset", Resource.DatasetPattern)[0];
        var check = new Check().That(Enum.IsDefined(request.State), "state", "is not known");
        if (request.LaCode.Length > 0) check.LaCode(request.LaCode, "la_code");
        check.ThrowIfAny();
        var caller = context.Caller();
        var paging = Paging.Read(request.PageSize, request.PageToken, id, request.State.ToString(), request.LaCode);
        var found = db.ValueQueries.AsNoTracking().Where(query => query.DatasetId == id);
        if (!caller.Is(Role.Analyst) && !caller.Is(Role.Auditor))
        {
            var own = caller.Authorities.ToArray();
            found = found.Where(query => own.Contains(query.LaCode));
        }
        if (request.State is not ValueQueryState.Unspecified) found = found.Where(query => query.State == request.State);
        if (request.LaCode.Length > 0) found = found.Where(query => query.LaCode == request.LaCode);
        // The ids are in the order of time.
        if (paging.Uid is { } after) found = found.Where(query => query.Uid > after);
        var (page, next) = paging.Cut(await found.OrderBy(query => query.Uid).Take(paging.Take).ToListAsync(context.CancellationToken), query => query.Uid.ToString());
        return new() { Queries = { page.Select(query => query.Document) }, NextPageToken = next };
    }
}
