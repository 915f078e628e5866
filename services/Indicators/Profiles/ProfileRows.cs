using static Apa.Indicators.Decimals;

namespace Apa.Indicators;

/// <summary>A row of a profile, and whether anything in it or that it was made of was invented.</summary>
public sealed record MadeRow(Proto.ProfileRow Row, bool Synthetic);

/// <summary>
/// Sets an indicator of one authority beside its past, England, its comparators and all authorities, in the period of the
/// authority's latest observation. A comparison that cannot be made says so.
/// </summary>
public sealed class ProfileRows(Setting setting, string laCode, Proto.Method method = Proto.Method.Mean, int periods = ProfileRows.Shown)
{
    /// <summary>How many of the latest periods are shown unless asked otherwise.</summary>
    public const int Shown = 10;

    /// <summary>
    /// Share of the authorities valid in a period that must have a value before their median stands for England's. Our own
    /// choice: with a quarter missing, even all from one end, it still lies between the 37th and the 63rd percentile of all.
    /// </summary>
    public const decimal MedianCoverage = 0.75m;

    readonly Comparators neighbours = setting.Neighbours(laCode);
    readonly Comparators councils = setting.Councils(laCode);

    public MadeRow Row(Sheet sheet)
    {
        var own = sheet.Of(laCode);
        var shown = own.Skip(own.Count - periods).ToList();
        var row = new Proto.ProfileRow { Indicator = sheet.Indicator, Values = { shown.Select(Mapping.ToValue) } };
        var synthetic = shown.Exists(seen => seen.Observation.Synthetic);
        var latest = own.Count > 0 ? own[^1] : null;
        var column = latest is null ? null : sheet.At(latest.Observation.Period);

        (row.England, var one) = Published(column?.Of(Place.England));
        (row.EnglandMedian, var two) = EnglandMedian(column);
        (row.StatisticalNeighbours, var three) = Compared(column, neighbours, method);
        (row.ComparatorCouncils, var four) = Compared(column, councils, method);
        foreach (var figure in new[] { row.England, row.EnglandMedian, row.StatisticalNeighbours, row.ComparatorCouncils })
            figure.Light = Lights.Of(sheet.Aim, latest?.Value, Read(figure.Value));
        synthetic |= one | two | three | four;
        if (latest is null) return new(row, synthetic);

        Past(row, sheet.Aim, own, latest);
        if (latest.Value is not { } value) return new(row, synthetic);
        if (column!.Valid.Any(authority => authority.Code == laCode) && column.Standings.Of(value) is { } standing)
        {
            (row.Rank, row.RankOf, row.Quartile) = (standing.Rank, standing.Of, standing.Quartile);
            synthetic |= column.Synthetic;
        }
        var bands = sheet.Indicator.Bands.Select(band => band.ToBand()).ToList();
        if (Band.Find(bands, value) is >= 0 and var found)
            (row.Band, row.BandProvenance) = (bands[found].Number, sheet.Indicator.Bands[found].Provenance);
        return new(row, synthetic);
    }

    /// <summary>Change and travel since the period just before; none where it or its value is missing.</summary>
    static void Past(Proto.ProfileRow row, Aim aim, IReadOnlyList<Sighting> own, Sighting latest)
    {
        var before = Before(own, latest);
        row.Change = Show(latest.Value - before?.Value);
        row.Travel = aim.Travel(before?.Value, latest.Value);
    }

    /// <summary>The value of the period just before.</summary>
    public static Sighting? Before(IReadOnlyList<Sighting> own, Sighting latest) =>
        own.LastOrDefault(seen => seen.Observation.Period.IsYearBefore(latest.Observation.Period));

    static (Proto.ComparisonFigure, bool Synthetic) Published(Sighting? figure) =>
        (new() { Method = Proto.Method.Published, Value = Show(figure?.Value) }, figure is { Observation.Synthetic: true });

    /// <summary>England's median as published, else over the authorities where enough of them have a value.</summary>
    public static (Proto.ComparisonFigure, bool Synthetic) EnglandMedian(Column? column)
    {
        if (column?.PublishedMedian is { } published) return Published(published);
        var figure = new Proto.ComparisonFigure { Method = Proto.Method.Median, WithData = column?.With.Count ?? 0, Listed = column?.Valid.Count ?? 0 };
        if (column?.Standings.Median is not { } median || figure.WithData < MedianCoverage * figure.Listed) return (figure, false);
        figure.Value = Show(Computed(median));
        return (figure, column.Synthetic);
    }

    /// <summary>Mean or median over the comparators that have a value.</summary>
    public static (Proto.ComparisonFigure, bool Synthetic) Compared(Column? column, Comparators comparators, Proto.Method method)
    {
        List<Sighting> with = column is null ? [] : [.. comparators.List.Select(one => column.Of(one.LaCode)).OfType<Sighting>().Where(one => one.Value is not null)];
        var figure = new Proto.ComparisonFigure { Method = method, Set = comparators.Set, WithData = with.Count, Listed = comparators.List.Count };
        if (with.Count == 0) return (figure, false);
        List<decimal> values = [.. with.Select(one => one.Value!.Value)];
        figure.Value = Show(Computed(method is Proto.Method.Median ? Statistics.Median(values) : Statistics.Mean(values)));
        return (figure, comparators.Synthetic || with.Exists(one => one.Observation.Synthetic));
    }
}
