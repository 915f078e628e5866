using Apa.Protos.Indicators.V1;

namespace Apa.Indicators;

/// <summary>Enumerations as people read them.</summary>
public static class Words
{
    public static string Of(MissingReason reason) => reason switch
    {
        MissingReason.NotAvailable => "not available",
        MissingReason.NotApplicable => "not applicable",
        MissingReason.Suppressed => "suppressed",
        MissingReason.NotCollected => "not collected",
        _ => "",
    };

    public static string Of(ObservationStatus status) => status switch
    {
        ObservationStatus.Provisional => "provisional",
        ObservationStatus.Revised => "revised",
        ObservationStatus.Final => "final",
        _ => "",
    };

    public static string Of(Protos.Types.V1.PeriodKind kind) => kind switch
    {
        Protos.Types.V1.PeriodKind.FinancialYear => "financial year",
        Protos.Types.V1.PeriodKind.SchoolYear => "school year",
        Protos.Types.V1.PeriodKind.CalendarYear => "calendar year",
        Protos.Types.V1.PeriodKind.Point => "day",
        _ => "range",
    };

    public static string Of(Light light) => light switch
    {
        Light.Better => "better",
        Light.InLine => "in line",
        Light.Worse => "worse",
        _ => "not available",
    };

    public static string Of(Travel travel) => travel switch
    {
        Travel.Improved => "improved",
        Travel.Unchanged => "unchanged",
        Travel.Worsened => "worsened",
        _ => "",
    };

    public static string Of(Method method) => method switch
    {
        Method.Mean => "mean",
        Method.Median => "median",
        Method.Published => "published",
        _ => "",
    };

    public static string Of(Polarity polarity) => polarity switch
    {
        Polarity.Higher => "higher",
        Polarity.Lower => "lower",
        Polarity.Range => "range",
        _ => "none",
    };

    public static string Of(SmallNumber small) => small switch
    {
        SmallNumber.Passed => "tested",
        SmallNumber.Small => "small number",
        SmallNumber.NotTested => "denominator unknown, not tested",
        _ => "",
    };

    /// <summary>A value by its key, for errors.</summary>
    public static string Of(Proto.ObservationKey key, string version) =>
        $"{key.Indicator} of {key.Geography} for {key.PeriodLabel}{(key.Median ? " (median)" : "")} in {version}";
}
