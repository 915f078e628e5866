using System.Globalization;
using Apa.Protos.Types.V1;

namespace Apa.Indicators;

/// <summary>
/// A stated stretch of days. The kind is given, never guessed: a label such as 2014-16 looks like a school year. Two periods
/// are the same time where kind, first and last day are; the label is how the source writes it.
/// </summary>
/// <param name="Label">As published, e.g. 2005-06.</param>
/// <param name="Kind">Its shape.</param>
/// <param name="Start">First day.</param>
/// <param name="End">Last day.</param>
public sealed record Period(string Label, PeriodKind Kind, DateOnly Start, DateOnly End)
{
    /// <summary>What makes it the same time as another, whatever the label.</summary>
    public (PeriodKind Kind, DateOnly Start, DateOnly End) Span => (Kind, Start, End);

    /// <summary>The year that a label means; null where the kind is no year or the label is not of its form.</summary>
    public static Period? Year(PeriodKind kind, string label) => kind switch
    {
        PeriodKind.FinancialYear when Split(label) is { } year => new(label, kind, new(year, 4, 1), new(year + 1, 3, 31)),
        PeriodKind.SchoolYear when Split(label) is { } year => new(label, kind, new(year, 9, 1), new(year + 1, 8, 31)),
        PeriodKind.CalendarYear when Digits(label, 4) is { } year => new(label, kind, new(year, 1, 1), new(year, 12, 31)),
        _ => null,
    };

    /// <summary>The label's grammar, for people; null where a kind takes any label.</summary>
    public static string? Grammar(PeriodKind kind) => kind switch
    {
        PeriodKind.FinancialYear => "a financial year such as 2005-06, from 1 April to 31 March",
        PeriodKind.SchoolYear => "a school year such as 2005-06, from 1 September to 31 August",
        PeriodKind.CalendarYear => "a calendar year such as 2005, from 1 January to 31 December",
        _ => null,
    };

    /// <summary>Why the period cannot be; null where it can.</summary>
    public string? Fault() => Kind switch
    {
        PeriodKind.NotStated => "is not stated, and an observation needs a period",
        _ when Start > End => $"starts on {Start:yyyy-MM-dd}, after its end {End:yyyy-MM-dd}",
        PeriodKind.Point when Start != End => "is a point in time: start and end are the same day",
        PeriodKind.Point or PeriodKind.Range => null,
        _ when Year(Kind, Label) is not { } year => $"'{Label}' is not {Grammar(Kind)}",
        _ when Year(Kind, Label)!.Span != Span => $"'{Label}' runs from {Year(Kind, Label)!.Start:yyyy-MM-dd} to {Year(Kind, Label)!.End:yyyy-MM-dd}",
        _ => null,
    };

    /// <summary>Whether this is the period just before: the same kind, one year earlier. A gap has no period before it.</summary>
    public bool IsYearBefore(Period later) =>
        Kind == later.Kind && YearEarlier(later.Start, Start) && YearEarlier(later.End, End);

    // 28 and 29 February are the same day of two years where both end the month.
    static bool YearEarlier(DateOnly later, DateOnly earlier) =>
        later.AddYears(-1) == earlier || (EndsFebruary(later) && EndsFebruary(earlier) && later.Year - earlier.Year == 1);

    static bool EndsFebruary(DateOnly day) => day.Month == 2 && day.AddDays(1).Month == 3;

    /// <summary>First year of a label such as 2005-06 or 1999-00.</summary>
    static int? Split(string label) =>
        label.Length == 7 && label[4] == '-' && Digits(label[..4], 4) is { } first && Digits(label[5..], 2) is { } second && (first + 1) % 100 == second
            ? first
            : null;

    static int? Digits(string text, int count) =>
        text.Length == count && text.All(char.IsAsciiDigit) && int.Parse(text, CultureInfo.InvariantCulture) is var number && (count < 4 || number is >= 1900 and < 2200)
            ? number
            : null;
}
