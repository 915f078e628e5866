using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    [Allow(Role.Any)]
    public override Task<Framework> GetFramework(GetFrameworkRequest request, ServerCallContext context)
    {
        Shared.Names.Require(request.Name, "name", Names.FrameworkPattern);
        var (id, version) = Names.Versioned(request.Name, Names.FrameworkPattern) ?? throw Errors.NotFound(request.Name);
        return cases.FrameworkOf(new FrameworkRef { Id = id, Version = version }, context.CancellationToken);
    }
}
