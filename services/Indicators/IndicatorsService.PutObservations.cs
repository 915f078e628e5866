using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    [Allow(Role.Analyst)]
    public override Task<PutObservationsResponse> PutObservations(PutObservationsRequest request, ServerCallContext context) => db.Once(request, context, async ct =>
    {
        var periods = await CheckObservations(request.Observations, ct);
        var dataset = await FindDataset(request.Dataset, "dataset", ct);
        var version = dataset.Open;
        List<Observation> given = [.. request.Observations.Zip(periods, (observation, period) => observation.ToObservation(period, version, Today))];
        var known = await Current(dataset, given, ct);

        var response = new PutObservationsResponse { DatasetVersion = version.Name };
        foreach (var observation in given)
        {
            if (!known.TryGetValue(observation.Key, out var before))
            {
                db.Observations.Add(observation);
                response.Added++;
                continue;
            }
            if (before.SaysAs(observation))
            {
                response.Unchanged++;
                continue;
            }
            Supersede(before, observation, version);
            response.Replaced++;
        }
        if (response.Added + response.Replaced > 0) dataset.Changed(response.Added, given.Exists(observation => observation.Synthetic));
        return response;
    });

    /// <summary>Everything that is wrong with a batch, by place; the periods where nothing is.</summary>
    async Task<List<Period>> CheckObservations(Google.Protobuf.Collections.RepeatedField<Proto.Observation> given, CancellationToken ct)
    {
        var check = new Check();
        check.Batch(given, "observations", "period",
            observation => string.Join('\n', observation.Indicator, observation.Geography, observation.Period?.Label, observation.Period?.Kind, observation.Median));
        if (given.Count is 0 or > ReferenceCheck.Most) check.ThrowIfAny();
        string[] ids = [.. given.Select(observation => Resource.Id(observation.Indicator) ?? "").Distinct().Where(Resource.IsSegment)];
        var indicators = await db.Measures.Where(measure => ids.Contains(measure.Id)).Select(measure => measure.Id).ToHashSetAsync(ct);
        var places = await KnownPlaces(given.Select(observation => Resource.Id(observation.Geography) ?? ""), ct);
        var periods = new List<Period?>();
        for (var i = 0; i < given.Count; i++)
        {
            var (observation, at) = (given[i], $"observations[{i}]");
            periods.Add(check.Observation(observation, at));
            if (Names.Parse(observation.Indicator, Resource.IndicatorPattern) is [var indicator])
                check.That(indicators.Contains(indicator), $"{at}.indicator", $"{observation.Indicator} is not known");
            if (Names.Parse(observation.Geography, Resource.GeographyPattern) is [var place])
                check.That(places.Contains(place), $"{at}.geography", $"{observation.Geography} is not known");
        }
        check.ThrowIfAny();
        return [.. periods.OfType<Period>()];
    }

    /// <summary>What the dataset says now under the keys given.</summary>
    async Task<Dictionary<ObservationKey, Observation>> Current(Dataset dataset, List<Observation> given, CancellationToken ct)
    {
        var keys = given.Select(observation => observation.Key).ToHashSet();
        string[] places = [.. keys.Select(key => key.Geography).Distinct()];
        string[] indicators = [.. keys.Select(key => key.Indicator).Distinct()];
        string[] labels = [.. keys.Select(key => key.Label).Distinct()];
        var rows = await db.Observations
            .Where(row => row.DatasetId == dataset.Id && row.Until == null
                && places.Contains(row.GeographyCode) && indicators.Contains(row.IndicatorId) && labels.Contains(row.PeriodLabel))
            .ToListAsync(ct);
        return rows.Where(row => keys.Contains(row.Key)).ToDictionary(row => row.Key);
    }
}
