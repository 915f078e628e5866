using System.Globalization;
using System.Text.RegularExpressions;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;

namespace Apa.Indicators.Importing;

/// <summary>What a label means for an indicator.</summary>
/// <param name="Period">The period; null where the label does not fit.</param>
/// <param name="Status">What its words in brackets say of the value.</param>
/// <param name="Fault">Why it does not fit.</param>
sealed record ReadLabel(Period? Period, ObservationStatus Status, string Fault);

/// <summary>
/// Reads labels of periods by the form that the indicator's periods have. The form is always given: 2014-16 is three calendar years
/// of one indicator and nonsense for another.
/// </summary>
sealed partial class Labels(ImportMapping mapping)
{
    /// <summary>Most labels that are remembered; a file with more has made them up.</summary>
    const int Most = 10_000;

    readonly Dictionary<(string Text, PeriodForm Form, string Day), ReadLabel> known = [];

    // 2016, 2015-16, 2015/16, 2014-16, 2015-2016.
    [GeneratedRegex(@"^(?<first>[0-9]{4})([-/](?<second>[0-9]{2}|[0-9]{4}))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Years();

    // 2014/15-16/17.
    [GeneratedRegex(@"^(?<first>[0-9]{4})/(?<after>[0-9]{2})-([0-9]{2})?(?<last>[0-9]{2})/(?<second>[0-9]{2})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PooledYears();

    /// <summary>Whether a text could be the label of a period of some form.</summary>
    public bool LooksLikeOne(string text) => Bare(text).Label is var label && (Years().IsMatch(label) || PooledYears().IsMatch(label));

    public ReadLabel Read(string text, PeriodForm form, string day)
    {
        if (known.TryGetValue((text, form, day), out var before)) return before;
        var (label, status) = Bare(text);
        var (period, fault) = form is PeriodForm.FinancialYears or PeriodForm.SchoolYears ? Pooled(text, label, form) : Plain(text, label, form, day);
        var read = new ReadLabel(period, status, fault);
        if (known.Count < Most) known[(text, form, day)] = read;
        return read;
    }

    /// <summary>The label without a word after it, and what the word says.</summary>
    (string Label, ObservationStatus Status) Bare(string text)
    {
        foreach (var word in mapping.Qualifiers)
            if (text.EndsWith(word.Text, StringComparison.OrdinalIgnoreCase))
                return (text[..^word.Text.Length].TrimEnd(), MappingCheck.Statuses[word.Status]);
        return (text, ObservationStatus.Unspecified);
    }

    (Period? Period, string Fault) Plain(string text, string label, PeriodForm form, string day)
    {
        var words = Years().Match(label);
        if (!words.Success || Number(words.Groups["first"]) is not (>= 1900 and < 2200 and var first)) return No(text, form);
        var spans = words.Groups["second"].Success;
        var second = spans ? Second(first, words.Groups["second"]) : first;
        return form switch
        {
            PeriodForm.CalendarYear when !spans => Take(text, PeriodKind.CalendarYear, new(first, 1, 1), new(first, 12, 31)),
            PeriodForm.CalendarYears when spans && second > first => Take(text, PeriodKind.Range, new(first, 1, 1), new(second, 12, 31)),
            PeriodForm.FinancialYear => Spanning(text, PeriodKind.FinancialYear, 4, first, spans ? second : null, form),
            PeriodForm.SchoolYear => Spanning(text, PeriodKind.SchoolYear, 9, first, spans ? second : null, form),
            PeriodForm.Point when !spans && Day(first, day) is { } on => Take(text, PeriodKind.Point, on, on),
            PeriodForm.YearTo when !spans && Day(first, day) is { } end => Take(text, PeriodKind.Range, end.AddYears(-1).AddDays(1), end),
            _ => No(text, form),
        };
    }

    (Period? Period, string Fault) Spanning(string text, PeriodKind kind, int month, int first, int? second, PeriodForm form)
    {
        if (second is null && mapping.BareYear is BareYear.Unspecified) return (null, $"'{text}' is a bare year, and the mapping does not say in bare_year which one it means");
        if (second is not null && second != first + 1) return No(text, form);
        var start = new DateOnly(second is null && mapping.BareYear is BareYear.Ends ? first - 1 : first, month, 1);
        return Take(text, kind, start, start.AddYears(1).AddDays(-1));
    }

    static (Period? Period, string Fault) Pooled(string text, string label, PeriodForm form)
    {
        var words = PooledYears().Match(label);
        if (!words.Success || Number(words.Groups["first"]) is not (>= 1900 and < 2200 and var first)
            || Second(first, words.Groups["after"]) != first + 1 || Second(first, words.Groups["last"]) is var last && last < first
            || Second(last, words.Groups["second"]) != last + 1)
            return No(text, form);
        var month = form is PeriodForm.FinancialYears ? 4 : 9;
        return Take(text, PeriodKind.Range, new(first, month, 1), new DateOnly(last + 1, month, 1).AddDays(-1));
    }

    static (Period? Period, string Fault) Take(string label, PeriodKind kind, DateOnly start, DateOnly end) => (new(label, kind, start, end), "");

    static (Period? Period, string Fault) No(string text, PeriodForm form) => (null, form is PeriodForm.Unspecified
        ? $"'{text}' cannot be read: the form of the indicator's periods is not known; say it in the catalogue or the mapping"
        : $"'{text}' is not {Grammar(form)}, as the periods of this indicator are");

    static string Grammar(PeriodForm form) => form switch
    {
        PeriodForm.CalendarYear => "a calendar year such as 2016",
        PeriodForm.FinancialYear => "a financial year such as 2015-16",
        PeriodForm.SchoolYear => "a school year such as 2015-16",
        PeriodForm.Point => "a year such as 2016, for a day of it",
        PeriodForm.YearTo => "a year such as 2016, for the twelve months to a day of it",
        PeriodForm.CalendarYears => "several calendar years such as 2014-16",
        PeriodForm.FinancialYears => "several financial years such as 2014/15-16/17",
        _ => "several school years such as 2014/15-16/17",
    };

    static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>A later year of four digits or two, in the century of the first or the next.</summary>
    static int Second(int first, Group digits)
    {
        var number = Number(digits);
        if (digits.Length == 4) return number;
        var year = first / 100 * 100 + number;
        return year < first ? year + 100 : year;
    }

    static DateOnly? Day(int year, string day) =>
        DateOnly.TryParseExact($"{year:0000}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var found) ? found : null;
}
