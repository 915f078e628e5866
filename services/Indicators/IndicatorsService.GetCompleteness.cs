using Apa.Protos.Indicators.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

public sealed partial class IndicatorsService
{
    /// <summary>Two queries, however many indicators and authorities there are.</summary>
    [Allow(Role.Analyst, Role.Inspector, Role.Moderator, Role.Administrator, Role.Auditor)]
    public override async Task<Completeness> GetCompleteness(GetCompletenessRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        new Check().ResourceName(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern).Text(request.Outcome, "outcome", 20).ThrowIfAny();
        var parts = Names.Require(request.DatasetVersion, "dataset_version", Resource.DatasetVersionPattern);
        var dataset = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(one => one.Id == parts[0], ct);
        var version = int.TryParse(parts[1], out var number) ? dataset?.Versions.Find(one => one.Version == number) : null;
        if (version is null) throw Errors.NotFound(request.DatasetVersion);

        var latest = await db.ObservationsOf(version).Where(row => !row.Median && db.Places.Any(place => place.Code == row.GeographyCode && place.Kind == GeographyKind.Authority))
            .GroupBy(row => row.IndicatorId).Select(rows => new { Indicator = rows.Key, End = rows.Max(row => row.PeriodEnd) }).ToDictionaryAsync(row => row.Indicator, row => row.End, ct);
        var ends = latest.Values.Distinct().ToArray();
        var returns = (await db.ObservationsOf(version).Where(row => !row.Median && ends.Contains(row.PeriodEnd))
            .Select(row => new Return(row.IndicatorId, row.GeographyCode, row.PeriodLabel, row.PeriodKind, row.PeriodStart, row.PeriodEnd, row.Entered)).ToListAsync(ct))
            .Where(row => latest.GetValueOrDefault(row.Indicator) == row.End).ToLookup(row => row.Indicator);
        var authorities = await db.Places.Where(place => place.Kind == GeographyKind.Authority).Select(place => new Validity(place.Code, place.ValidFrom, place.ValidTo)).ToListAsync(ct);
        var on = latest.Count == 0 ? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) : latest.Values.Max();

        var completeness = new Completeness { DatasetVersion = version.Name, Due = dataset!.Due is { } due ? Mapping.Day(due) : "" };
        completeness.LaCodes.AddRange(authorities.Where(authority => authority.On(on)).Select(authority => authority.Code).Order(StringComparer.Ordinal));
        var catalogue = await Catalogue.Of(db, version, ct);
        foreach (var indicator in catalogue.Outcomes.Where(outcome => request.Outcome.Length == 0 || outcome == request.Outcome).SelectMany(catalogue.Of))
            if (returns[Resource.Id(indicator.Name)!].ToList() is { Count: > 0 } rows)
                completeness.Rows.Add(Row(indicator, rows, completeness.LaCodes, dataset.Due));
        return completeness;
    }

    static CompletenessRow Row(Proto.Indicator indicator, List<Return> returns, IEnumerable<string> laCodes, DateOnly? due)
    {
        var came = returns.GroupBy(row => row.Geography).ToDictionary(rows => rows.Key, rows => rows.Min(row => row.Entered), StringComparer.Ordinal);
        var row = new CompletenessRow { Indicator = indicator.Name, Period = returns[0].Period.ToProto() };
        row.States.AddRange(laCodes.Select(code => !came.TryGetValue(code, out var entered) ? ReturnState.Missing : entered > due ? ReturnState.Late : ReturnState.In));
        row.Have = row.States.Count(state => state is not ReturnState.Missing);
        return row;
    }

    sealed record Return(string Indicator, string Geography, string Label, Protos.Types.V1.PeriodKind Kind, DateOnly Start, DateOnly End, DateOnly Entered)
    {
        public Period Period => new(Label, Kind, Start, End);
    }
}
