using Apa.Protos.Publications.V1;
using Apa.Shared;
using Grpc.Core;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [Allow(Role.Administrator)]
    public override Task<Framework> PutFramework(PutFrameworkRequest request, ServerCallContext context)
    {
        var framework = new Framework(request.Framework ?? new());
        var check = new Check();
        check.Framework(framework);
        check.ThrowIfAny();
        return db.Once(request, context, async ct =>
        {
            var (id, version) = (framework.Framework_.Id, framework.Framework_.Version);
            framework.Name = Names.Framework(id, version);
            var known = await db.FrameworkOf(framework.Framework_, ct);
            if (known is not null && !known.Equals(framework)) throw Refusals.FrameworkImmutable(framework.Name);
            if (known is null && !request.ValidateOnly) db.Frameworks.Add(new() { Id = id, Version = version, Document = framework });
            return framework;
        });
    }
}
