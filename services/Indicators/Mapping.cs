using System.Globalization;
using Apa.Protos.Types.V1;
using Apa.Shared;
using static Apa.Indicators.Decimals;

namespace Apa.Indicators;

/// <summary>Between messages and what is kept.</summary>
static class Mapping
{
    public static Place ToPlace(this Proto.Geography given) => new()
    {
        Code = given.Code,
        Kind = given.Kind,
        ValidFrom = Place.Day(given.ValidFrom),
        ValidTo = Place.Day(given.ValidTo),
        Document = new(given) { Name = Resource.Geography(given.Code) },
    };

    public static Measure ToMeasure(this Proto.Indicator given)
    {
        var id = Resource.IndicatorId(given.Code);
        return new() { Id = id, Outcome = given.Outcome, Document = new(given) { Name = Resource.Indicator(id) } };
    }

    public static Aim ToAim(this Proto.Indicator indicator) => new(indicator.Polarity, Read(indicator.RangeLow), Read(indicator.RangeHigh));

    public static Band ToBand(this Proto.Band band) => new(band.Band_, Read(band.Low), Read(band.High));

    /// <summary>An observation that has passed its checks.</summary>
    public static Observation ToObservation(this Proto.Observation given, Period period, DatasetVersion version, DateOnly entered) => new()
    {
        Entered = entered,
        DatasetId = version.DatasetId,
        IndicatorId = Resource.Id(given.Indicator)!,
        GeographyCode = Resource.Id(given.Geography)!,
        PeriodLabel = period.Label,
        PeriodKind = period.Kind,
        PeriodStart = period.Start,
        PeriodEnd = period.End,
        Median = given.Median,
        Since = version.Version,
        Value = Read(given.Value),
        Missing = given.Missing,
        Numerator = Read(given.Numerator),
        Denominator = Read(given.Denominator),
        Target = Read(given.Target),
        Status = given.Status is Proto.ObservationStatus.Unspecified ? Proto.ObservationStatus.Final : given.Status,
        Doubt = given.Doubt,
        Provenance = given.Provenance,
        Synthetic = given.Synthetic,
    };

    public static Proto.Dataset ToProto(this Dataset dataset) => new()
    {
        Name = dataset.Name,
        Id = dataset.Id,
        Title = dataset.Title,
        StatisticalNeighboursSet = SetName(dataset.Versions.MaxBy(version => version.Version)?.StatisticalNeighboursSet),
        ComparatorCouncilsSet = SetName(dataset.Versions.MaxBy(version => version.Version)?.ComparatorCouncilsSet),
        Provenance = dataset.Provenance,
        Due = dataset.Due is { } due ? Day(due) : "",
        Suppression = dataset.Suppression,
        Versions = { dataset.Versions.OrderBy(version => version.Version).Select(ToProto) },
        Etag = dataset.EtagText(),
    };

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string EtagText(this Dataset dataset) => dataset.Etag.ToString(CultureInfo.InvariantCulture);

    static Proto.DatasetVersion ToProto(DatasetVersion version) => new()
    {
        Name = version.Name,
        Version = version.Version,
        Released = version.Released,
        ReleasedAt = version.ReleasedAt is { } at ? Instant(at) : "",
        Observations = version.Observations,
        Changelog = { version.Changelog.Select(line => new Proto.ChangelogEntry { Kind = line.Kind, Description = line.Description }) },
        Synthetic = version.Synthetic,
        StatisticalNeighboursSet = SetName(version.StatisticalNeighboursSet),
        ComparatorCouncilsSet = SetName(version.ComparatorCouncilsSet),
    };

    static string SetName(string? id) => id is null ? "" : Resource.ComparatorSet(id);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An observation as one may see it.</summary>
    public static Proto.Observation ToProto(this Sighting sighting)
    {
        var seen = sighting.Observation;
        var value = sighting.ToValue();
        return new()
        {
            Indicator = Resource.Indicator(seen.IndicatorId),
            Geography = Resource.Geography(seen.GeographyCode),
            Period = value.Period,
            Value = value.Value,
            Missing = value.Missing,
            Numerator = value.Numerator,
            Denominator = value.Denominator,
            Target = value.Target,
            Status = value.Status,
            Doubt = value.Doubt,
            Provenance = sighting.Withheld ? null : seen.Provenance,
            Synthetic = seen.Synthetic,
            Median = seen.Median,
        };
    }

    /// <summary>An observation as it is kept.</summary>
    public static Proto.Observation ToProto(this Observation seen) => new Sighting(seen, Proto.SmallNumber.Unspecified, false).ToProto();

    /// <summary>A value as one may see it: of what is withheld only that it is.</summary>
    public static Proto.ProfileValue ToValue(this Sighting sighting)
    {
        var seen = sighting.Observation;
        var value = new Proto.ProfileValue { Period = seen.Period.ToProto(), Target = Show(seen.Target), Status = seen.Status, Synthetic = seen.Synthetic, SmallNumber = sighting.Test };
        if (sighting.Withheld) value.Missing = Proto.MissingReason.Suppressed;
        else (value.Value, value.Missing, value.Numerator, value.Denominator, value.Doubt) = (Show(seen.Value), seen.Missing, Show(seen.Numerator), Show(seen.Denominator), seen.Doubt);
        return value;
    }

    public static Protos.Types.V1.Period ToProto(this Period period) => new()
    {
        Label = period.Label,
        Kind = period.Kind,
        Start = Day(period.Start),
        End = Day(period.End),
    };

    public static AuthorityRef ToAuthority(this Proto.Geography place) => new()
    {
        LaCode = place.Code,
        Name = place.DisplayName,
        FormalName = place.FormalName,
        Codes = { place.Codes },
    };
}
