using System.Globalization;
using Apa.Protos.Indicators.V1;

namespace Apa.Cli;

/// <summary>The words in which mappings say polarity and period form.</summary>
static class IndicatorGrammar
{
    public const string Polarities = "write higher, lower, range LOW..HIGH (an open end is left empty) or none";
    public const string PeriodForms =
        "write calendar-year, financial-year, school-year, calendar-years, financial-years, school-years, point MM-dd, year-to MM-dd or unknown";

    /// <summary>Sets the polarity; false where the words are none of the grammar.</summary>
    public static bool Polarity(string words, Indicator indicator)
    {
        switch (words)
        {
            case "none": indicator.Polarity = Apa.Protos.Indicators.V1.Polarity.Unspecified; return true;
            case "higher": indicator.Polarity = Apa.Protos.Indicators.V1.Polarity.Higher; return true;
            case "lower": indicator.Polarity = Apa.Protos.Indicators.V1.Polarity.Lower; return true;
        }
        if (!words.StartsWith("range ", StringComparison.Ordinal) || words["range ".Length..].Split("..") is not [var low, var high]) return false;
        if (low.Length + high.Length == 0 || !IsDecimal(low) || !IsDecimal(high)) return false;
        if (low.Length > 0 && high.Length > 0 && Read(low) > Read(high)) return false;
        (indicator.Polarity, indicator.RangeLow, indicator.RangeHigh) = (Apa.Protos.Indicators.V1.Polarity.Range, low, high);
        return true;
    }

    /// <summary>Sets the form of the periods and their day; false where the words are none of the grammar.</summary>
    public static bool PeriodForm(string words, Indicator indicator)
    {
        var (form, day) = words.Split(' ') is [var first, var second] ? (first, second) : (words, "");
        indicator.PeriodForm = form switch
        {
            "calendar-year" => Apa.Protos.Indicators.V1.PeriodForm.CalendarYear,
            "financial-year" => Apa.Protos.Indicators.V1.PeriodForm.FinancialYear,
            "school-year" => Apa.Protos.Indicators.V1.PeriodForm.SchoolYear,
            "calendar-years" => Apa.Protos.Indicators.V1.PeriodForm.CalendarYears,
            "financial-years" => Apa.Protos.Indicators.V1.PeriodForm.FinancialYears,
            "school-years" => Apa.Protos.Indicators.V1.PeriodForm.SchoolYears,
            "point" => Apa.Protos.Indicators.V1.PeriodForm.Point,
            "year-to" => Apa.Protos.Indicators.V1.PeriodForm.YearTo,
            _ => Apa.Protos.Indicators.V1.PeriodForm.Unspecified,
        };
        indicator.PeriodDay = day;
        var dated = form is "point" or "year-to";
        return (indicator.PeriodForm is not Apa.Protos.Indicators.V1.PeriodForm.Unspecified || words == "unknown")
            && dated == (day.Length > 0) && (!dated || IsDay(day));
    }

    // A day of every year: 2007 is none with a 29 February.
    static bool IsDay(string day) => DateOnly.TryParseExact("2007-" + day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    static bool IsDecimal(string text) => text.Length == 0 || decimal.TryParse(text, Decimal, CultureInfo.InvariantCulture, out _);

    static decimal Read(string text) => decimal.Parse(text, Decimal, CultureInfo.InvariantCulture);

    const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
}
