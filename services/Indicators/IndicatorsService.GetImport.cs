using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst, Role.Administrator, Role.Auditor)]
    public override async Task<Import> GetImport(GetImportRequest request, ServerCallContext context)
    {
        var parts = Names.Require(request.Name, "name", Resource.ImportPattern);
        return Guid.TryParse(parts[1], out var uid)
            && await db.Imports.AsNoTracking().SingleOrDefaultAsync(one => one.Uid == uid && one.DatasetId == parts[0], context.CancellationToken) is { } found
            ? found.Document
            : throw Errors.NotFound(request.Name);
    }
}
