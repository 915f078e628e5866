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
            var known = await db.Frameworks.FindAsync([id, version], ct);
            if (known is null)
            {
                if (!request.ValidateOnly) db.Frameworks.Add(new() { Id = id, Version = version, Document = framework });
                return framework;
            }
            if (!WithAreas(known.Document, framework).Equals(framework) && !WithAreas(framework, known.Document).Equals(known.Document)) throw Refusals.FrameworkImmutable(framework.Name);
            // Titles of areas were asked for later than the rest: a version that came without takes them, and then has them for good.
            if (known.Document.Areas.Count == 0 && !request.ValidateOnly) known.Document = framework;
            return known.Document;
        });
    }

    /// <summary>A framework with another's titles of areas, where it has none itself.</summary>
    static Framework WithAreas(Framework framework, Framework other)
    {
        var with = new Framework(framework);
        if (with.Areas.Count == 0) with.Areas.AddRange(other.Areas);
        return with;
    }
}
