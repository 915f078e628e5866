using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Administrator)]
    public override Task<PutIndicatorsResponse> PutIndicators(PutIndicatorsRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var given = request.Indicators;
        var ids = given.Select(indicator => Resource.IndicatorId(indicator.Code)).ToArray();
        var asked = ids.Where(Resource.IsSegment).ToArray();
        var known = await db.Measures.Where(measure => asked.Contains(measure.Id)).ToDictionaryAsync(measure => measure.Id, ct);

        var check = new Check();
        check.Batch(given, "indicators", "code", indicator => Resource.IndicatorId(indicator.Code));
        for (var i = 0; i < given.Count; i++)
        {
            check.Indicator(given[i], $"indicators[{i}]");
            // CF/A1 and CF-A1 would share an id.
            if (known.TryGetValue(ids[i], out var same) && same.Document.Code != given[i].Code)
                check.Fail($"indicators[{i}].code", $"its id is that of {same.Document.Code}");
        }
        check.ThrowIfAny();

        var response = new PutIndicatorsResponse();
        foreach (var measure in given.Select(indicator => indicator.ToMeasure()))
        {
            if (!known.TryGetValue(measure.Id, out var before))
            {
                db.Measures.Add(measure);
                response.Added++;
            }
            else if (before.Document.Equals(measure.Document))
            {
                response.Unchanged++;
            }
            else
            {
                (before.Outcome, before.Document) = (measure.Outcome, measure.Document);
                response.Changed++;
            }
        }
        return response;
    });
}
