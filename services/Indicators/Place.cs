using System.Globalization;
using Apa.Protos.Types.V1;

namespace Apa.Indicators;

/// <summary>A geography as it is kept: what is asked by is columns, the rest is the message.</summary>
public sealed class Place
{
    /// <summary>Code of England, whose figure is the nation's own and never a mean of authorities.</summary>
    public const string England = "england";

    public required string Code { get; init; }
    public required Proto.GeographyKind Kind { get; set; }
    public DateOnly? ValidFrom { get; set; }
    public DateOnly? ValidTo { get; set; }
    public required Proto.Geography Document { get; set; }

    /// <summary>Whom letters went to on a day, or the newest known; null where nobody is known.</summary>
    public Addressee? AddresseeOn(DateOnly? day) => Document.Addressees
        .Where(addressee => day is not { } on || (Day(addressee.ValidFrom) is not { } from || from <= on) && (Day(addressee.ValidTo) is not { } to || on <= to))
        .MaxBy(addressee => Day(addressee.ValidFrom) ?? DateOnly.MinValue);

    /// <summary>A date on the wire; null where empty.</summary>
    public static DateOnly? Day(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>An authority's code and days.</summary>
public sealed record Validity(string Code, DateOnly? From, DateOnly? To)
{
    /// <summary>
    /// Whether it counts in a period: it was there on the last day. So a year in which one authority became two counts either
    /// the one or the two, never three.
    /// </summary>
    public bool In(Period period) => On(period.End);

    /// <summary>Whether it was there on a day.</summary>
    public bool On(DateOnly day) => (From is null || From <= day) && (To is null || day <= To);
}
