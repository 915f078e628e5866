using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Administrator)]
    public override Task<ValidationRules> PutValidationRules(PutValidationRulesRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var check = new Check().That(request.Rules.Count <= ReferenceCheck.Most, "rules", $"holds {request.Rules.Count}, at most {ReferenceCheck.Most} are taken");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (rule, i) in request.Rules.Select((rule, i) => (rule, i)))
            check.That(ids.Add(rule.Id), $"rules[{i}].id", $"'{rule.Id}' is there twice").ValidationRule(rule, $"rules[{i}]");
        check.ThrowIfAny();
        var document = new ValidationRules { Rules = { request.Rules.OrderBy(rule => rule.Id, StringComparer.Ordinal) } };
        if (await db.ValidationRules.SingleOrDefaultAsync(ct) is { } known) known.Document = document;
        else db.ValidationRules.Add(new() { Document = document });
        return document;
    });
}
