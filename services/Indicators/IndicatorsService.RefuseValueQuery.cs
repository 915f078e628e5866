using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<Proto.ValueQuery> RefuseValueQuery(RefuseValueQueryRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        new Check().Required(request.Reason, "reason", 4000).ThrowIfAny();
        var query = await FindQuery(request.Name, "name", ct);
        query.Refuse(request.Reason, context.Caller().Sub, time.GetUtcNow());
        return query.Document;
    });

    async Task<ValueQuery> FindQuery(string name, string field, CancellationToken ct)
    {
        var parts = Names.Require(name, field, Resource.ValueQueryPattern);
        return Guid.TryParse(parts[1], out var uid) && await db.ValueQueries.SingleOrDefaultAsync(query => query.Uid == uid && query.DatasetId == parts[0], ct) is { } found
            ? found
            : throw Errors.NotFound(name);
    }
}
