using Apa.Protos.Indicators.V1;
using Apa.Shared;

namespace Apa.Indicators.Importing;

/// <summary>What is asked of the header of an import by itself.</summary>
static class MappingCheck
{
    /// <summary>Words for why a value is missing.</summary>
    public static readonly IReadOnlyDictionary<string, MissingReason> Reasons = new Dictionary<string, MissingReason>(StringComparer.Ordinal)
    {
        ["not-available"] = MissingReason.NotAvailable,
        ["not-applicable"] = MissingReason.NotApplicable,
        ["suppressed"] = MissingReason.Suppressed,
        ["not-collected"] = MissingReason.NotCollected,
    };

    /// <summary>Words for how final a value is; outturn is the final account of a year.</summary>
    public static readonly IReadOnlyDictionary<string, ObservationStatus> Statuses = new Dictionary<string, ObservationStatus>(StringComparer.Ordinal)
    {
        [""] = ObservationStatus.Unspecified,
        ["provisional"] = ObservationStatus.Provisional,
        ["revised"] = ObservationStatus.Revised,
        ["final"] = ObservationStatus.Final,
        ["outturn"] = ObservationStatus.Final,
    };

    public static Check Header(this Check check, ImportHeader header)
    {
        check.ResourceName(header.Dataset, "header.dataset", Resource.DatasetPattern)
            .Required(header.FileName, "header.file_name", 255)
            .That(header.ContentSha256.Length == 64 && header.ContentSha256.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f'), "header.content_sha256", "is no SHA-256: 64 lower-case hex digits")
            .That(header.Size is >= 0 and <= ArrivingFile.Most, "header.size", $"is {header.Size}, at most {ArrivingFile.Most} bytes are taken");
        if (header.Mapping is null) return check.Fail("header.mapping", "is required");
        return check.Mapping(header.Mapping, "header.mapping");
    }

    static Check Mapping(this Check check, ImportMapping mapping, string at)
    {
        check.Required(mapping.Title, $"{at}.title")
            .That(mapping.Delimiter is "" or "tab" || mapping.Delimiter.Length == 1 && char.IsAscii(mapping.Delimiter[0]) && mapping.Delimiter[0] is not ('"' or '\r' or '\n'), $"{at}.delimiter", "is one ASCII character, or the word tab")
            .OneOf(mapping.Encoding, $"{at}.encoding", "", "utf-8", "utf-16", "windows-1252")
            .Text(mapping.Sheet, $"{at}.sheet", 100)
            .That(mapping.HeaderLine is >= 0 and <= 1000, $"{at}.header_line", "is 1 to 1,000")
            .That(mapping.IndicatorColumn.Length > 0 != mapping.Indicator.Length > 0, $"{at}.indicator_column", "give either the column that names the indicator, or the one indicator of the file")
            .That(mapping.GeographyColumns.Count is > 0 and <= 10, $"{at}.geography_columns", "name 1 to 10 columns")
            .OneOf(mapping.IndicatorScheme, $"{at}.indicator_scheme", mapping.IndicatorColumn.Length == 0 ? [""] : [mapping.IndicatorScheme])
            .That(Enum.IsDefined(mapping.BareYear), $"{at}.bare_year", "is not known");
        if (mapping.Indicator.Length > 0) check.ResourceName(mapping.Indicator, $"{at}.indicator", Resource.IndicatorPattern);
        if (mapping.Provenance is not null) check.Provenance(mapping.Provenance, $"{at}.provenance");
        check.Form(mapping, at);
        foreach (var (column, i) in mapping.GeographyColumns.Concat(mapping.IgnoredColumns).Select((column, i) => (column, i)))
            check.Required(column, i < mapping.GeographyColumns.Count ? $"{at}.geography_columns[{i}]" : $"{at}.ignored_columns[{i - mapping.GeographyColumns.Count}]", 200);
        return check.Words(mapping, at);
    }

    static void Form(this Check check, ImportMapping mapping, string at)
    {
        (string Column, string Field)[] ofLong =
        [
            (mapping.PeriodColumn, "period_column"), (mapping.ValueColumn, "value_column"), (mapping.NumeratorColumn, "numerator_column"),
            (mapping.DenominatorColumn, "denominator_column"), (mapping.TargetColumn, "target_column"),
        ];
        foreach (var (column, field) in ofLong)
            if (mapping.Wide) check.That(column.Length == 0, $"{at}.{field}", "is of long files; in a wide one the columns are the periods");
            else if (field is "period_column" or "value_column") check.Required(column, $"{at}.{field}", 200);
        check.That(!mapping.Wide || !mapping.OtherColumnsIgnored, $"{at}.other_columns_ignored", "is of long files: in a wide one the columns not named are the periods");
    }

    static Check Words(this Check check, ImportMapping mapping, string at)
    {
        check.That(mapping.Indicators.Count <= 10_000, $"{at}.indicators", "has more than 10,000 entries");
        var sources = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (indicator, i) in mapping.Indicators.Select((indicator, i) => (indicator, i)))
            check.Required(indicator.Source, $"{at}.indicators[{i}].source", 200)
                .That(sources.Add(indicator.Source.Trim()), $"{at}.indicators[{i}].source", $"'{indicator.Source}' is mapped twice")
                .ResourceName(indicator.Indicator, $"{at}.indicators[{i}].indicator", Resource.IndicatorPattern)
                .That(Enum.IsDefined(indicator.PeriodForm), $"{at}.indicators[{i}].period_form", "is not known")
                .PeriodDay(indicator.PeriodForm, indicator.PeriodDay, $"{at}.indicators[{i}].period_day", required: false);
        var marks = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (mark, i) in mapping.Missing.Select((mark, i) => (mark, i)))
            check.Text(mark.Mark, $"{at}.missing[{i}].mark", 40)
                .That(marks.Add(mark.Mark.Trim()), $"{at}.missing[{i}].mark", $"'{mark.Mark}' is there twice")
                .OneOf(mark.Reason, $"{at}.missing[{i}].reason", [.. Reasons.Keys]);
        foreach (var (word, i) in mapping.Qualifiers.Select((word, i) => (word, i)))
            check.Required(word.Text, $"{at}.qualifiers[{i}].text", 30).OneOf(word.Status, $"{at}.qualifiers[{i}].status", [.. Statuses.Keys]);
        return check;
    }

    /// <summary>The day of the year that some forms of periods need.</summary>
    public static Check PeriodDay(this Check check, PeriodForm form, string day, string field, bool required = true)
    {
        var needed = form is PeriodForm.Point or PeriodForm.YearTo;
        if (day.Length == 0) return check.That(!needed || !required, field, "is required for POINT and YEAR_TO: MM-dd");
        return check.That(needed || form is PeriodForm.Unspecified && !required, field, "is for the forms POINT and YEAR_TO only")
            .That(DateOnly.TryParseExact($"2001-{day}", "yyyy-MM-dd", out _), field, $"'{day}' is no day of every year: MM-dd");
    }
}
