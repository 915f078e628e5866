using System.Globalization;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Indicators;

/// <summary>What is asked of observations, by themselves; whether their indicators and geographies are known is asked of the database.</summary>
static class ObservationCheck
{
    /// <summary>Checks one observation and reads its period; null where the period is at fault.</summary>
    public static Period? Observation(this Check check, Proto.Observation given, string field)
    {
        check.ResourceName(given.Indicator, $"{field}.indicator", Resource.IndicatorPattern)
            .ResourceName(given.Geography, $"{field}.geography", Resource.GeographyPattern)
            .Decimal(given.Value, $"{field}.value")
            .Decimal(given.Numerator, $"{field}.numerator")
            .Decimal(given.Denominator, $"{field}.denominator")
            .Decimal(given.Target, $"{field}.target")
            .That(Enum.IsDefined(given.Missing), $"{field}.missing", "is not a known reason")
            .That(Enum.IsDefined(given.Status), $"{field}.status", "is not a known status")
            .Text(given.Doubt, $"{field}.doubt", 2000)
            .Provenance(given.Provenance, $"{field}.provenance");
        var missing = given.Missing is not Proto.MissingReason.Unspecified;
        check.That(given.Value.Length > 0 || missing, $"{field}.value", "is missing: give a value, or say in 'missing' why there is none");
        check.That(given.Value.Length == 0 || !missing, $"{field}.missing", "says why there is no value, and there is one");
        check.That(!given.Median || given.Geography == Resource.Geography(Place.England), $"{field}.median", "is for England only");
        return check.Period(given.Period, $"{field}.period");
    }

    /// <summary>Checks what an observation is known by.</summary>
    public static Check Key(this Check check, Proto.ObservationKey given, string field) => check
        .ResourceName(given.Indicator, $"{field}.indicator", Resource.IndicatorPattern)
        .ResourceName(given.Geography, $"{field}.geography", Resource.GeographyPattern)
        .Required(given.PeriodLabel, $"{field}.period_label", 60)
        .Said(given.PeriodKind, $"{field}.period_kind");

    /// <summary>Reads a stated period; null where something about it is wrong.</summary>
    public static Period? Period(this Check check, Protos.Types.V1.Period? given, string field)
    {
        if (given is null)
        {
            check.Fail(field, "is required");
            return null;
        }
        if (given.Kind is PeriodKind.NotStated)
        {
            check.Fail($"{field}.kind", "is not stated, and an observation needs a period; say it as a statement instead");
            return null;
        }
        var before = check.Violations.Count;
        check.Said(given.Kind, $"{field}.kind").Required(given.Label, $"{field}.label", 60);
        foreach (var (day, name) in new[] { (given.Start, "start"), (given.End, "end") })
            if (day.Length == 0) check.Fail($"{field}.{name}", "is required: yyyy-MM-dd");
            else check.Date(day, $"{field}.{name}");
        if (check.Violations.Count > before) return null;

        var period = new Period(given.Label, given.Kind, Day(given.Start), Day(given.End));
        if (period.Fault() is not { } fault) return period;
        check.Fail(field, fault);
        return null;
    }

    /// <summary>Where a fact comes from: whoever says so says how sure they are.</summary>
    public static Check Provenance(this Check check, Provenance? given, string field, bool required = false) => given is null
        ? check.That(!required, field, "is required: where it comes from and how sure that is")
        : check.Required(given.Source, $"{field}.source", 1000).Said(given.Verification, $"{field}.verification").Text(given.Note, $"{field}.note", 2000);

    static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
