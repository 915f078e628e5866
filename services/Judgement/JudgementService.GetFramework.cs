using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow]
    public override Task<Framework> GetFramework(GetFrameworkRequest request, ServerCallContext context)
    {
        if (!Names.TryFramework(request.Name, out var id, out var version))
            Check.Fail("name", "is frameworks/{id}/versions/{n}");
        return FrameworkOf(new() { Id = id, Version = version }, context.CancellationToken);
    }
}
