using System.Globalization;
using System.Text.RegularExpressions;
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
public sealed partial record Period(string Label, PeriodKind Kind, DateOnly Start, DateOnly End)
{
    /// <summary>What makes it the same time as another, whatever the label.</summary>
    public (PeriodKind Kind, DateOnly Start, DateOnly End) Span => (Kind, Start, End);

    /// <summary>
    /// The years that a label can mean, none where it is not of the kind's form. A bare year of a kind that spans two is the year in
    /// which it ends or the one in which it starts; words in brackets after it, such as (OT), are part of the label only.
    /// </summary>
    public static IReadOnlyList<Period> Years(PeriodKind kind, string label)
    {
        var words = YearLabel().Match(label);
        if (!words.Success) return [];
        var first = int.Parse(words.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        var bare = !words.Groups["second"].Success;
        if (first is < 1900 or >= 2200 || !bare && (first + 1).ToString(CultureInfo.InvariantCulture) is var next && !next.EndsWith(words.Groups["second"].Value, StringComparison.Ordinal))
            return [];
        return kind switch
        {
            PeriodKind.CalendarYear when bare => [new(label, kind, new(first, 1, 1), new(first, 12, 31))],
            PeriodKind.FinancialYear => [.. From(4, 1)],
            PeriodKind.SchoolYear => [.. From(9, 1)],
            _ => [],
        };

        IEnumerable<Period> From(int month, int day) => (bare ? new[] { first - 1, first } : [first])
            .Select(year => new Period(label, kind, new(year, month, day), new DateOnly(year + 1, month, day).AddDays(-1)));
    }

    [GeneratedRegex(@"^(?<first>[0-9]{4})([-/](?<second>[0-9]{2}|[0-9]{4}))?( ?\([^()]{1,30}\))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex YearLabel();

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
        _ when Years(Kind, Label) is not { Count: > 0 } => $"'{Label}' is not {Grammar(Kind)}",
        _ when Years(Kind, Label) is var years && !years.Any(year => year.Span == Span) => $"'{Label}' runs from {years[0].Start:yyyy-MM-dd} to {years[0].End:yyyy-MM-dd}",
        _ => null,
    };

    /// <summary>Whether this is the period just before: the same kind, one year earlier. A gap has no period before it.</summary>
    public bool IsYearBefore(Period later) =>
        Kind == later.Kind && YearEarlier(later.Start, Start) && YearEarlier(later.End, End);

    // 28 and 29 February are the same day of two years where both end the month.
    static bool YearEarlier(DateOnly later, DateOnly earlier) =>
        later.AddYears(-1) == earlier || (EndsFebruary(later) && EndsFebruary(earlier) && later.Year - earlier.Year == 1);

    static bool EndsFebruary(DateOnly day) => day.Month == 2 && day.AddDays(1).Month == 3;
}
