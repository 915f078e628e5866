using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Any)]
    public override async Task<Proto.Framework> GetFramework(GetFrameworkRequest request, ServerCallContext context)
    {
        var parts = Names.Require(request.Name, "name", "frameworks/{id}/versions/{n}");
        var (id, version) = (parts[0], int.TryParse(parts[1], out var n) ? n : 0);
        var framework = await db.Frameworks.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.Version == version, context.CancellationToken);
        return framework?.Document ?? throw Errors.NotFound(request.Name);
    }
}
