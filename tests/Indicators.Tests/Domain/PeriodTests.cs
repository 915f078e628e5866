using Apa.Protos.Types.V1;

namespace Apa.Indicators.Tests.Domain;

public sealed class PeriodTests
{
    static DateOnly Day(string text) => DateOnly.Parse(text);

    [Theory]
    [InlineData(PeriodKind.FinancialYear, "2005-06", "2005-04-01", "2006-03-31")]
    [InlineData(PeriodKind.FinancialYear, "1999-00", "1999-04-01", "2000-03-31")]
    [InlineData(PeriodKind.FinancialYear, "2005/06", "2005-04-01", "2006-03-31")]
    [InlineData(PeriodKind.FinancialYear, "2005-06 (OT)", "2005-04-01", "2006-03-31")]
    [InlineData(PeriodKind.FinancialYear, "2006", "2005-04-01", "2006-03-31")]
    [InlineData(PeriodKind.FinancialYear, "2006", "2006-04-01", "2007-03-31")]
    [InlineData(PeriodKind.CalendarYear, "2005 (Rev)", "2005-01-01", "2005-12-31")]
    [InlineData(PeriodKind.SchoolYear, "2005-06", "2005-09-01", "2006-08-31")]
    [InlineData(PeriodKind.SchoolYear, "2005-2006", "2005-09-01", "2006-08-31")]
    [InlineData(PeriodKind.CalendarYear, "2005", "2005-01-01", "2005-12-31")]
    [InlineData(PeriodKind.Point, "31 March 2006", "2006-03-31", "2006-03-31")]
    [InlineData(PeriodKind.Range, "2003-05", "2003-01-01", "2005-12-31")]
    public void A_period_that_agrees_with_its_label_is_taken(PeriodKind kind, string label, string start, string end) =>
        Assert.Null(new Period(label, kind, Day(start), Day(end)).Fault());

    [Theory]
    [InlineData(PeriodKind.FinancialYear, "2005-06", "2005-09-01", "2006-08-31", "runs from 2005-04-01")]
    [InlineData(PeriodKind.SchoolYear, "2005-06", "2005-04-01", "2006-03-31", "runs from 2005-09-01")]
    [InlineData(PeriodKind.FinancialYear, "2005-07", "2005-04-01", "2006-03-31", "is not a financial year")]
    [InlineData(PeriodKind.SchoolYear, "2014-16", "2014-09-01", "2016-08-31", "is not a school year")]
    [InlineData(PeriodKind.CalendarYear, "2005-06", "2005-01-01", "2005-12-31", "is not a calendar year")]
    [InlineData(PeriodKind.CalendarYear, "2005", "2005-01-01", "2006-12-31", "runs from")]
    [InlineData(PeriodKind.Point, "31 March 2006", "2006-03-31", "2006-04-01", "the same day")]
    [InlineData(PeriodKind.Range, "2003-05", "2005-12-31", "2003-01-01", "after its end")]
    [InlineData(PeriodKind.NotStated, "not stated in source", "2006-01-01", "2006-01-01", "not stated")]
    public void A_period_that_contradicts_itself_is_refused(PeriodKind kind, string label, string start, string end, string why) =>
        Assert.Contains(why, new Period(label, kind, Day(start), Day(end)).Fault());

    [Theory]
    [InlineData("2004-05", PeriodKind.FinancialYear, "2004-04-01", "2005-03-31", true)]
    [InlineData("2003-04", PeriodKind.FinancialYear, "2003-04-01", "2004-03-31", false)]
    [InlineData("2004-05", PeriodKind.SchoolYear, "2004-09-01", "2005-08-31", false)]
    [InlineData("a range", PeriodKind.Range, "2004-04-01", "2005-03-31", false)]
    public void The_period_before_is_of_the_same_kind_and_a_year_earlier(string label, PeriodKind kind, string start, string end, bool before) =>
        Assert.Equal(before, new Period(label, kind, Day(start), Day(end)).IsYearBefore(Period.Years(PeriodKind.FinancialYear, "2005-06")[0]));

    [Fact]
    public void The_end_of_February_is_a_year_before_the_next_in_leap_years_too()
    {
        var leap = new Period("leap", PeriodKind.Range, Day("2003-03-01"), Day("2004-02-29"));
        var later = new Period("later", PeriodKind.Range, Day("2004-03-01"), Day("2005-02-28"));
        Assert.True(leap.IsYearBefore(later));
        Assert.True(new Period("earlier", PeriodKind.Range, Day("2002-03-01"), Day("2003-02-28")).IsYearBefore(leap));
    }

    [Theory]
    [InlineData("2009-03-31", true, false)]
    [InlineData("2009-12-31", false, true)]
    public void An_authority_counts_where_it_was_there_on_the_last_day(string end, bool old, bool successor)
    {
        var period = new Period("a year", PeriodKind.Range, Day(end).AddYears(-1).AddDays(1), Day(end));
        Assert.Equal(old, new Validity("820", null, Day("2009-03-31")).In(period));
        Assert.Equal(successor, new Validity("823", Day("2009-04-01"), null).In(period));
    }
}
