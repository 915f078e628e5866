using System.Globalization;
using Apa.Protos.Indicators.V1;
using static Apa.Indicators.Decimals;

namespace Apa.Indicators;

/// <summary>Shows how a figure of a profile came about: which places were looked at, what each had, and why some were left out.</summary>
public sealed class Explaining
{
    readonly Setting setting;
    readonly Sheet sheet;
    readonly string laCode;
    readonly Method method;
    readonly IReadOnlyDictionary<string, string> names;
    readonly IReadOnlyList<Sighting> own;
    readonly Sighting? latest;
    readonly Column? column;
    readonly MadeRow made;

    /// <param name="setting">What the version sets its authorities beside.</param>
    /// <param name="sheet">The indicator.</param>
    /// <param name="laCode">The authority.</param>
    /// <param name="method">MEAN or MEDIAN, for comparators.</param>
    /// <param name="names">Display names of all places.</param>
    public Explaining(Setting setting, Sheet sheet, string laCode, Method method, IReadOnlyDictionary<string, string> names)
    {
        (this.setting, this.sheet, this.laCode, this.method, this.names, own) = (setting, sheet, laCode, method, names, sheet.Of(laCode));
        latest = own.Count > 0 ? own[^1] : null;
        column = latest is null ? null : sheet.At(latest.Observation.Period);
        made = new ProfileRows(setting, laCode, method).Row(sheet);
    }

    public Explanation Of(ComparedFigure figure)
    {
        var row = made.Row;
        var explanation = figure switch
        {
            ComparedFigure.England => Figure(row.England, "England's own figure as published, never a mean of authorities", [Input(Place.England)]),
            ComparedFigure.EnglandMedian => Figure(row.EnglandMedian, MedianHow(), column?.PublishedMedian is { } published ? [Input(Place.England, published)] : Everybody()),
            ComparedFigure.StatisticalNeighbours => Compared(row.StatisticalNeighbours, setting.Neighbours(laCode)),
            ComparedFigure.ComparatorCouncils => Compared(row.ComparatorCouncils, setting.Councils(laCode)),
            ComparedFigure.Rank => Plain(row.Rank == 0 ? "" : $"{row.Rank} of {row.RankOf}", $"place among the authorities of the period that have a value, {Aim()}; ties share the best place", Everybody()),
            ComparedFigure.Quartile => Plain(row.Quartile, $"quartiles of type 7 over the authorities of the period that have a value, A best, {Aim()}; a value on a boundary is in the part below it", Everybody()),
            ComparedFigure.Change => Plain(row.Change, "the latest value less that of the period just before it: the same kind, one year earlier", Past()),
            _ => Plain(row.Band == 0 ? "" : row.Band.ToString(CultureInfo.InvariantCulture), BandHow(), latest is null ? [] : [Input(laCode, latest)]),
        };
        if (latest is not null)
        {
            explanation.Period = latest.Observation.Period.ToProto();
            explanation.Own = Show(latest.Value);
        }
        explanation.Synthetic = explanation.Inputs.Any(input => input.Synthetic && input.LeftOut.Length == 0) || latest is { Observation.Synthetic: true };
        return explanation;
    }

    static Explanation Plain(string result, string how, IEnumerable<ExplainedInput> inputs) => new() { Result = result, How = how, Light = Light.NotAvailable, Inputs = { inputs } };

    static Explanation Figure(ComparisonFigure figure, string how, IEnumerable<ExplainedInput> inputs) =>
        new() { Result = figure.Value, How = how, Light = figure.Light, Set = figure.Set, Inputs = { inputs } };

    Explanation Compared(ComparisonFigure figure, Comparators comparators) => Figure(figure,
        comparators.Set.Length == 0 ? "the dataset names no set for this comparison"
        : comparators.List.Count == 0 ? $"{comparators.Set} lists nobody for {laCode}"
        : $"{(method is Method.Median ? "median" : "mean")} over the {figure.WithData} of {figure.Listed} comparators that have a value in the period, to six places",
        comparators.List.Select(one => Input(one.LaCode, rank: one.Rank, closeness: one.Closeness)));

    string MedianHow() => column?.PublishedMedian is not null ? "the median over England's authorities as published"
        : FormattableString.Invariant($"median over the {made.Row.EnglandMedian.WithData} of {made.Row.EnglandMedian.Listed} authorities of the period that have a value; with less than {ProfileRows.MedianCoverage:P0} of them it is not available");

    string BandHow() => sheet.Indicator.Bands.Count == 0 ? "no band of this indicator is known" : $"the band that the value lies in; {made.Row.BandProvenance?.Source ?? "it lies in none"}";

    string Aim() => sheet.Aim.Polarity switch
    {
        Polarity.Higher => "higher is better",
        Polarity.Lower => "lower is better",
        Polarity.Range when sheet.Aim is { Low: { } low, High: { } high } => FormattableString.Invariant($"best from {low} to {high}"),
        _ => "which way is good is not known, so there is none",
    };

    IEnumerable<ExplainedInput> Everybody() => column is null ? [] : column.Valid.OrderBy(authority => authority.Code, StringComparer.Ordinal).Select(authority => Input(authority.Code));

    IEnumerable<ExplainedInput> Past()
    {
        if (latest is null) return [];
        var before = ProfileRows.Before(own, latest);
        return before is null ? [Input(laCode, latest)] : [Input(laCode, before), Input(laCode, latest)];
    }

    ExplainedInput Input(string place, int rank = 0, string closeness = "") => Input(place, column?.Of(place), rank, closeness);

    ExplainedInput Input(string place, Sighting? seen, int rank = 0, string closeness = "") => new()
    {
        Geography = Resource.Geography(place),
        DisplayName = names.GetValueOrDefault(place, ""),
        Rank = rank,
        Closeness = closeness,
        Period = seen?.Observation.Period.ToProto(),
        Value = Show(seen?.Value),
        Synthetic = seen is { Observation.Synthetic: true },
        LeftOut = seen switch
        {
            null => "no observation in this period",
            { Withheld: true } => "suppressed: a small number",
            { Observation: { Value: null, Missing: var why } } => why is MissingReason.Suppressed ? "suppressed in its source" : Words.Of(why),
            _ => "",
        },
    };
}
