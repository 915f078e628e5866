namespace Apa.Shared;

/// <summary>
/// Working days in England: Monday to Friday without the bank holidays that recur by rule (Banking and Financial Dealings Act 1971,
/// with their substitute days). Holidays proclaimed for one year alone, such as a jubilee, are not known here.
/// </summary>
public static class WorkingDays
{
    static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The day that an instant falls on in England.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>The day that is so many working days after <paramref name="day"/>.</summary>
    public static DateOnly After(DateOnly day, int workingDays)
    {
        while (workingDays > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day)) workingDays--;
        }
        return day;
    }

    /// <summary>The day that is so many working days before <paramref name="day"/>.</summary>
    public static DateOnly Before(DateOnly day, int workingDays)
    {
        while (workingDays > 0)
        {
            day = day.AddDays(-1);
            if (IsWorkingDay(day)) workingDays--;
        }
        return day;
    }

    /// <summary>Nine o'clock in England on a day.</summary>
    public static DateTimeOffset MorningOf(DateOnly day)
    {
        var local = day.ToDateTime(new TimeOnly(9, 0));
        return new DateTimeOffset(local, London.GetUtcOffset(local)).ToUniversalTime();
    }

    public static bool IsWorkingDay(DateOnly day) => !IsWeekend(day) && !BankHolidays(day.Year).Contains(day);

    /// <summary>The bank holidays of a year, substitute days included.</summary>
    public static IReadOnlySet<DateOnly> BankHolidays(int year)
    {
        var easter = EasterSunday(year);
        return (HashSet<DateOnly>)
        [
            Substituted(new(year, 1, 1)),
            easter.AddDays(-2),
            easter.AddDays(1),
            FirstMonday(new(year, 5, 1)),
            LastMonday(new(year, 5, 31)),
            LastMonday(new(year, 8, 31)),
            .. ChristmasAndBoxingDay(year),
        ];
    }

    /// <summary>Two days off in any case: one that falls on a weekend moves to the next free weekday.</summary>
    static DateOnly[] ChristmasAndBoxingDay(int year) => new DateOnly(year, 12, 25).DayOfWeek switch
    {
        DayOfWeek.Friday => [new(year, 12, 25), new(year, 12, 28)],
        DayOfWeek.Saturday => [new(year, 12, 27), new(year, 12, 28)],
        DayOfWeek.Sunday => [new(year, 12, 26), new(year, 12, 27)],
        _ => [new(year, 12, 25), new(year, 12, 26)],
    };

    static DateOnly Substituted(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    static DateOnly FirstMonday(DateOnly from) => from.AddDays(((int)DayOfWeek.Monday - (int)from.DayOfWeek + 7) % 7);

    static DateOnly LastMonday(DateOnly to) => to.AddDays(-(((int)to.DayOfWeek - (int)DayOfWeek.Monday + 7) % 7));

    /// <summary>The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).</summary>
    static DateOnly EasterSunday(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var n = h + l - 7 * m + 114;
        return new(year, n / 31, n % 31 + 1);
    }
}
