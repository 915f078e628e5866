using System.Globalization;
using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>Makes observations of a table's rows, and notes everything that is wrong with them by line, column and value.</summary>
sealed class RowReader
{
    /// <summary>Most rows of a file; of a wide one cells.</summary>
    public const int MostRows = 10_000_000;

    /// <summary>Digits that a binary floating point number keeps for certain: what follows is noise, as in 20.700000000000003.</summary>
    const int CertainDigits = 15;

    readonly SourceTable table;
    readonly Columns columns;
    readonly ImportMapping mapping;
    readonly MeasureNames measures;
    readonly PlaceNames places;
    readonly Labels labels;
    readonly ImportReport report;
    readonly Dictionary<string, MissingReason> missing;

    public RowReader(SourceTable table, Columns columns, ImportMapping mapping, MeasureNames measures, PlaceNames places, Labels labels, ImportReport report)
    {
        (this.table, this.columns, this.mapping, this.measures, this.places, this.labels, this.report) = (table, columns, mapping, measures, places, labels, report);
        missing = mapping.Missing.ToDictionary(mark => mark.Mark.Trim(), mark => MappingCheck.Reasons[mark.Reason], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The observations of the row that the table is at; those at fault are left out and noted.</summary>
    public void Read(Action<ArrivingRow> take)
    {
        var measure = Measure();
        if (!mapping.Wide)
        {
            One(measure, columns.Period, columns.Value, take);
            return;
        }
        foreach (var column in columns.Periods) One(measure, -1, column, take);
    }

    void One(FoundMeasure? measure, int periodColumn, int valueColumn, Action<ArrivingRow> take)
    {
        if (++report.RowsRead > MostRows) throw ArrivingFile.TooLarge($"the file has more than {MostRows:N0} rows");
        var faults = report.Faults;
        var label = measure is null ? null : Label(measure, periodColumn, valueColumn);
        var place = label?.Period is { } period ? Place(period.End) : null;
        var text = Text(valueColumn);
        MissingReason reason = MissingReason.Unspecified;
        decimal? value = null;
        if (text is not null && missing.TryGetValue(text, out var known)) reason = known;
        else if (text is { Length: 0 }) report.Fault(table.Line, columns.Name(valueColumn), "", "is empty, and the mapping does not say what an empty cell means");
        else if (text is not null) value = Decimal(valueColumn, text);
        // Sources work values out for places before their time, and go on with those that ended: kept, told, and never ranked.
        if (place is { There: false })
            if (value is null) reason = MissingReason.NotApplicable;
            else report.Warn(table.Line, "", place.Code, "", $"has a value for {label!.Period!.Label}, when this place was not there");
        var (numerator, denominator, target) = (Count(columns.Numerator), Count(columns.Denominator), Count(columns.Target));
        if (measure is null || place is null || report.Faults > faults)
        {
            report.RowsRefused++;
            return;
        }
        report.RowsKept++;
        if (value is null) report.RowsMissing++;
        else
            foreach (var (rule, why) in measure.Rules.Doubts(value.Value, numerator, denominator))
                report.Warn(table.Line, columns.Name(valueColumn), text!, rule, why);
        take(new((int)table.Line, measure.Id, place.Code, label!.Period!, value, reason, numerator, denominator, target,
            label.Status is ObservationStatus.Unspecified ? ObservationStatus.Final : label.Status));
    }

    FoundMeasure? Measure()
    {
        if (measures.Only is { } only) return only;
        if (Text(columns.Indicator) is not { } text) return null;
        if (measures.Find(text) is { } found) return found;
        report.UnmatchedIndicator(text);
        report.Fault(table.Line, columns.Name(columns.Indicator), text, text.Length == 0 ? "is empty" : measures.Doubtful(text)
            ? "is a code of several indicators; say in the mapping which one"
            : "is no indicator of the catalogue; map it, or import the catalogue first");
        return null;
    }

    ReadLabel? Label(FoundMeasure measure, int periodColumn, int valueColumn)
    {
        if ((periodColumn < 0 ? columns.Name(valueColumn) : Text(periodColumn)) is not { } text) return null;
        var label = labels.Read(text, measure.Form, measure.Day);
        if (label.Fault.Length > 0) report.Fault(table.Line, columns.Name(periodColumn < 0 ? valueColumn : periodColumn), text, label.Fault);
        return label;
    }

    FoundPlace? Place(DateOnly day)
    {
        var first = "";
        foreach (var column in columns.Geography)
        {
            if (Text(column) is not { Length: > 0 } text) continue;
            if (places.Find(text, day) is { } found) return found;
            if (first.Length == 0) first = text;
        }
        report.UnmatchedPlace(first);
        report.Fault(table.Line, columns.Name(columns.Geography[0]), first, first.Length == 0 ? "is empty" : $"is no code or name of one place on {day:yyyy-MM-dd}");
        return null;
    }

    decimal? Count(int column) => column < 0 || Text(column) is not { Length: > 0 } text || missing.ContainsKey(text) ? null : Decimal(column, text);

    decimal? Decimal(int column, string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) < 1_000_000_000_000_000m)
            return WithoutNoise(value);
        report.Fault(table.Line, columns.Name(column), text, "is no number such as 5.5, nor a mark for a missing value");
        return null;
    }

    /// <summary>Cut to the digits that a binary number keeps, then to the places of decimals here; zeros at the end are no digits.</summary>
    static decimal WithoutNoise(decimal value)
    {
        if (value.Scale <= 6) return value;
        var before = value == 0 ? 1 : (int)Math.Floor(Math.Log10((double)Math.Abs(value))) + 1;
        var places = Math.Clamp(CertainDigits - before, 0, 28);
        return Decimals.Computed(Math.Round(value, places, MidpointRounding.AwayFromZero)) / 1.000000000000000000000000000000m;
    }

    string? Text(int column)
    {
        if (column < 0) return null;
        var text = table.Cell(column);
        if (text is null) report.Fault(table.Line, columns.Name(column), "", "is not text of the file's encoding; name it in the mapping");
        else if (text.Length > 1000) report.Fault(table.Line, columns.Name(column), text, $"is {text.Length} characters long, at most 1,000 are taken");
        else if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 && text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            report.Fault(table.Line, columns.Name(column), text, "holds control characters");
        else return text;
        return null;
    }
}
