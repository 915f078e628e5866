using Apa.Protos.Types.V1;
using static Apa.Indicators.Decimals;

namespace Apa.Indicators;

/// <summary>A value of some place in some period, as comparisons take it.</summary>
public sealed record Figure(string Indicator, string Geography, bool Median, PeriodKind Kind, DateOnly Start, DateOnly End, decimal Value, bool Synthetic);

/// <summary>The comparators of the authority by one set.</summary>
/// <param name="Set">Name of the set; empty where the dataset has none.</param>
/// <param name="Codes">LA codes by rank; empty where no list is known.</param>
/// <param name="Synthetic">Whether the set was invented.</param>
public sealed record Comparators(string Set, IReadOnlyList<string> Codes, bool Synthetic)
{
    public static readonly Comparators None = new("", [], false);
}

/// <summary>All that a profile is worked out from.</summary>
public sealed record ProfileInputs
{
    public required string LaCode { get; init; }

    /// <summary>The authority's own observations, by indicator.</summary>
    public required ILookup<string, Observation> Own { get; init; }

    /// <summary>Values of all places, by indicator; other periods than the authority's latest are passed over.</summary>
    public required ILookup<string, Figure> Figures { get; init; }

    /// <summary>Every authority of any time.</summary>
    public required IReadOnlyList<Validity> Authorities { get; init; }
    public required Comparators Neighbours { get; init; }
    public required Comparators Councils { get; init; }

    /// <summary>MEAN or MEDIAN, over comparators.</summary>
    public required Proto.Method Method { get; init; }
}

/// <summary>
/// Sets each indicator of one authority beside its past, England, its comparators and all authorities, in the period of the
/// authority's latest observation. A comparison that cannot be made says so.
/// </summary>
public sealed class ProfileRows(ProfileInputs inputs)
{
    /// <summary>
    /// Share of the authorities valid in a period that must have a value before their median stands for England's. Our own
    /// choice: with a quarter missing, even all from one end, it still lies between the 37th and the 63rd percentile of all.
    /// </summary>
    public const decimal MedianCoverage = 0.75m;

    /// <summary>Whether anything shown so far was invented.</summary>
    public bool Synthetic { get; private set; }

    public Proto.ProfileRow Row(Proto.Indicator indicator)
    {
        var id = Resource.IndicatorId(indicator.Code);
        List<Observation> own = [.. inputs.Own[id].OrderBy(seen => seen.PeriodEnd).ThenBy(seen => seen.PeriodStart).ThenBy(seen => seen.PeriodLabel, StringComparer.Ordinal)];
        var row = new Proto.ProfileRow { Indicator = indicator, Values = { own.Select(seen => seen.ToValue()) } };
        Synthetic |= own.Exists(seen => seen.Synthetic);

        var aim = indicator.ToAim();
        var latest = own.LastOrDefault();
        var there = new Figures(latest, latest is null ? [] : inputs.Figures[id]);
        row.England = Published(there.Of(Place.England));
        row.EnglandMedian = EnglandMedian(there);
        row.StatisticalNeighbours = Compared(there, inputs.Neighbours);
        row.ComparatorCouncils = Compared(there, inputs.Councils);
        foreach (var figure in new[] { row.England, row.EnglandMedian, row.StatisticalNeighbours, row.ComparatorCouncils })
            figure.Light = Lights.Of(aim, latest?.Value, Read(figure.Value));
        if (latest is null) return row;

        Past(row, aim, own, latest);
        Stand(row, aim, there, latest);
        var bands = indicator.Bands.Select(band => band.ToBand()).ToList();
        if (latest.Value is { } value && Band.Find(bands, value) is >= 0 and var found)
            (row.Band, row.BandProvenance) = (bands[found].Number, indicator.Bands[found].Provenance);
        return row;
    }

    /// <summary>Change and travel since the period just before; none where it or its value is missing.</summary>
    static void Past(Proto.ProfileRow row, Aim aim, List<Observation> own, Observation latest)
    {
        var before = own.FindLast(seen => seen.Period.IsYearBefore(latest.Period));
        row.Change = Show(latest.Value - before?.Value);
        row.Travel = aim.Travel(before?.Value, latest.Value);
    }

    /// <summary>Rank and quartile among the authorities that were there in the period and have a value.</summary>
    void Stand(Proto.ProfileRow row, Aim aim, Figures there, Observation latest)
    {
        if (latest.Value is not { } value || !Valid(there).Any(authority => authority.Code == inputs.LaCode)) return;
        List<Figure> all = [.. Valid(there).Select(authority => there.Of(authority.Code)).OfType<Figure>()];
        if (Standing.Among(aim, value, [.. all.Select(figure => figure.Value)]) is not { } standing) return;
        (row.Rank, row.RankOf, row.Quartile) = (standing.Rank, standing.Of, standing.Quartile);
        Synthetic |= all.Exists(figure => figure.Synthetic);
    }

    Proto.ComparisonFigure Published(Figure? figure)
    {
        Synthetic |= figure is { Synthetic: true };
        return new() { Method = Proto.Method.Published, Value = Show(figure?.Value) };
    }

    /// <summary>England's median as published, else over the authorities where enough of them have a value.</summary>
    Proto.ComparisonFigure EnglandMedian(Figures there)
    {
        if (there.PublishedMedian is { } published) return Published(published);
        var valid = Valid(there).ToList();
        List<Figure> with = [.. valid.Select(authority => there.Of(authority.Code)).OfType<Figure>()];
        var figure = new Proto.ComparisonFigure { Method = Proto.Method.Median, WithData = with.Count, Listed = valid.Count };
        if (with.Count == 0 || with.Count < MedianCoverage * valid.Count) return figure;
        figure.Value = Show(Computed(Statistics.Median(with.Select(one => one.Value))));
        Synthetic |= with.Exists(one => one.Synthetic);
        return figure;
    }

    /// <summary>Mean or median over the comparators that have a value.</summary>
    Proto.ComparisonFigure Compared(Figures there, Comparators comparators)
    {
        List<Figure> with = [.. comparators.Codes.Select(there.Of).OfType<Figure>()];
        var figure = new Proto.ComparisonFigure { Method = inputs.Method, Set = comparators.Set, WithData = with.Count, Listed = comparators.Codes.Count };
        if (with.Count == 0) return figure;
        List<decimal> values = [.. with.Select(one => one.Value)];
        figure.Value = Show(Computed(inputs.Method is Proto.Method.Median ? Statistics.Median(values) : Statistics.Mean(values)));
        Synthetic |= comparators.Synthetic || with.Exists(one => one.Synthetic);
        return figure;
    }

    IEnumerable<Validity> Valid(Figures there) => there.Period is { } period ? inputs.Authorities.Where(authority => authority.In(period)) : [];

    /// <summary>Everybody's value of one indicator in the authority's latest period.</summary>
    sealed class Figures
    {
        readonly Dictionary<string, Figure> own = new(StringComparer.Ordinal);

        public Figures(Observation? latest, IEnumerable<Figure> all)
        {
            Period = latest?.Period;
            foreach (var figure in all)
            {
                if ((figure.Kind, figure.Start, figure.End) != Period?.Span) continue;
                if (figure.Median) PublishedMedian = figure;
                else own.TryAdd(figure.Geography, figure);
            }
        }

        public Period? Period { get; }
        public Figure? PublishedMedian { get; }
        public Figure? Of(string geography) => own.GetValueOrDefault(geography);
    }
}
