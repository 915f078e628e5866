using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Any)]
    public override async Task<Framework> GetFramework(GetFrameworkRequest request, ServerCallContext context)
    {
        var parts = Shared.Names.Require(request.Name, "name", Names.FrameworkPattern);
        var found = int.TryParse(parts[1], out var version) ? await db.FrameworkOf(new() { Id = parts[0], Version = version }, context.CancellationToken) : null;
        return found ?? throw Errors.NotFound(request.Name);
    }
}
