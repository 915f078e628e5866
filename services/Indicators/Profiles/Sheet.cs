namespace Apa.Indicators;

/// <summary>A value as somebody may see it.</summary>
/// <param name="Observation">What the dataset says.</param>
/// <param name="Test">What the test for small numbers says of it.</param>
/// <param name="Withheld">Whether it is kept from whoever looks.</param>
public sealed record Sighting(Observation Observation, Proto.SmallNumber Test, bool Withheld)
{
    /// <summary>The value; null where there is none, or it is withheld: nothing is made of it then.</summary>
    public decimal? Value => Withheld ? null : Observation.Value;

    /// <summary>An observation as somebody sees it.</summary>
    public static Sighting Of(Observation observation, SmallNumbers? rule, bool countsChildren, Sight sight)
    {
        var test = SmallNumbers.Test(rule, countsChildren, observation.Numerator, observation.Denominator);
        return new(observation, test, test is Proto.SmallNumber.Small && !sight.Sees(observation.GeographyCode));
    }
}

/// <summary>
/// All that a version says of one indicator, as one may see it: by place, oldest first, and by time. Made once for an indicator and
/// asked for every authority.
/// </summary>
public sealed class Sheet
{
    readonly ILookup<string, Sighting> byPlace;
    readonly ILookup<(Protos.Types.V1.PeriodKind, DateOnly, DateOnly), Sighting> bySpan;
    readonly Dictionary<(Protos.Types.V1.PeriodKind, DateOnly, DateOnly), Column> columns = [];
    readonly Setting setting;

    public Sheet(Proto.Indicator indicator, IEnumerable<Observation> observations, Setting setting, Sight sight)
    {
        (Indicator, this.setting, Aim) = (indicator, setting, indicator.ToAim());
        List<Sighting> all = [.. observations.Select(one => Sighting.Of(one, setting.SmallNumbers, indicator.CountsChildren, sight))];
        byPlace = all.Where(seen => !seen.Observation.Median).ToLookup(seen => seen.Observation.GeographyCode, StringComparer.Ordinal);
        bySpan = all.ToLookup(seen => seen.Observation.Period.Span);
        AnySmall = all.Exists(seen => seen.Test is Proto.SmallNumber.Small);
    }

    public Proto.Indicator Indicator { get; }

    public Aim Aim { get; }

    /// <summary>Whether any value is small.</summary>
    public bool AnySmall { get; }

    /// <summary>Values of a place, oldest first.</summary>
    public IReadOnlyList<Sighting> Of(string geography) => [.. byPlace[geography]
        .OrderBy(seen => seen.Observation.PeriodEnd).ThenBy(seen => seen.Observation.PeriodStart).ThenBy(seen => seen.Observation.PeriodLabel, StringComparer.Ordinal)];

    /// <summary>Everybody's values in a period.</summary>
    public Column At(Period period)
    {
        if (!columns.TryGetValue(period.Span, out var column)) columns[period.Span] = column = new(bySpan[period.Span], setting.Authorities.Where(authority => authority.In(period)), Aim);
        return column;
    }
}

/// <summary>Everybody's values of one indicator in one stretch of time, whatever the sources call it.</summary>
public sealed class Column
{
    readonly Dictionary<string, Sighting> own = new(StringComparer.Ordinal);

    public Column(IEnumerable<Sighting> seen, IEnumerable<Validity> valid, Aim aim)
    {
        foreach (var one in seen.OrderBy(one => one.Value is null).ThenBy(one => one.Observation.PeriodLabel, StringComparer.Ordinal))
            if (!one.Observation.Median) own.TryAdd(one.Observation.GeographyCode, one);
            else PublishedMedian ??= one;
        Valid = [.. valid];
        With = [.. Valid.Select(authority => Of(authority.Code)).OfType<Sighting>().Where(one => one.Value is not null)];
        Standings = new(aim, [.. With.Select(one => one.Value!.Value)]);
        Synthetic = With.Any(one => one.Observation.Synthetic);
    }

    /// <summary>England's median as the source gives it.</summary>
    public Sighting? PublishedMedian { get; }

    /// <summary>Authorities that were there in the period.</summary>
    public IReadOnlyList<Validity> Valid { get; }

    /// <summary>What those of them have who have a value.</summary>
    public IReadOnlyList<Sighting> With { get; }

    /// <summary>Whether any of those values was invented.</summary>
    public bool Synthetic { get; }

    public Standings Standings { get; }

    /// <summary>What a place has; null where it has nothing, not even a reason.</summary>
    public Sighting? Of(string geography) => own.GetValueOrDefault(geography);
}
