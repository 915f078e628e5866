using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

public sealed partial class LetterService
{
    [Allow(Role.Administrator)]
    public override Task<Proto.Framework> PutFramework(PutFrameworkRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var framework = request.Framework?.Clone() ?? throw Errors.Invalid([new("framework", "is required")]);
        FrameworkCheck.ThrowIfAny(framework);
        var id = framework.Framework_;
        framework.Name = Mapping.NameOf(id);
        var known = await db.Frameworks.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id.Id && f.Version == id.Version, ct);
        if (known is null)
        {
            if (!request.ValidateOnly) db.Frameworks.Add(new(id.Id, id.Version, framework));
        }
        else if (!known.Document.Equals(framework))
            throw new Refusal("FRAMEWORK_IMMUTABLE", $"{framework.Name} was put with other content and never changes; put the next version");
        return framework;
    });
}
