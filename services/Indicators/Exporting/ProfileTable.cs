using System.Globalization;
using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Exporting;

/// <summary>
/// A profile as a table of texts: a row for each indicator and period, comparisons on the row of the latest period, which they are
/// made in. An indicator without data has one row that says so. Nothing more and nothing less than the profile shows.
/// </summary>
static class ProfileTable
{
    public static readonly string[] Header =
    [
        "indicator", "code", "other codes", "title", "unit", "polarity", "outcome", "key judgement",
        "period", "period kind", "period start", "period end", "value", "missing because", "numerator", "denominator", "small number", "target", "status", "doubt", "synthetic",
        "change", "travel", .. Compared("England", "light"), .. Compared("England median", "method", "with data", "of", "light"),
        .. Compared("statistical neighbours", "method", "set", "with data", "of", "light"), .. Compared("comparator councils", "method", "set", "with data", "of", "light"),
        "rank", "of authorities", "quartile", "band", "band source", "band is",
    ];

    /// <summary>Columns whose texts are numbers wherever they are not empty.</summary>
    public static readonly IReadOnlySet<string> Numbers = new HashSet<string>(StringComparer.Ordinal)
    {
        "value", "numerator", "denominator", "target", "change", "England", "England median", "England median with data", "England median of",
        "statistical neighbours", "statistical neighbours with data", "statistical neighbours of", "comparator councils", "comparator councils with data", "comparator councils of",
        "rank", "of authorities", "band",
    };

    /// <summary>What the file is of, a name and a text each.</summary>
    public static IEnumerable<(string Name, string Text)> About(Profile profile)
    {
        yield return ("authority", $"{profile.Authority.FormalName} ({profile.Authority.LaCode})");
        yield return ("dataset version", profile.DatasetVersion);
        yield return ("synthetic", profile.Synthetic ? "SYNTHETIC: some of what is shown was invented" : "no: nothing shown was invented");
        yield return ("lights", $"in line up to {profile.LightTolerance} of the figure compared with; that tolerance is unverified");
        yield return ("small numbers", profile.Suppression is { } rule
            ? $"withheld where the numerator is at most {rule.NumeratorAtMost} or the denominator at most {rule.DenominatorAtMost}, and nothing is made of them; source: {rule.Provenance?.Source}"
            : "nothing is withheld in this file");
    }

    public static IEnumerable<string[]> Rows(Profile profile)
    {
        foreach (var row in profile.Rows)
        {
            var latest = row.Values.LastOrDefault();
            if (latest is null) yield return [.. Indicator(row.Indicator), .. Value(new() { Missing = MissingReason.NotAvailable }), .. Comparisons(row)];
            foreach (var value in row.Values)
                yield return [.. Indicator(row.Indicator), .. Value(value), .. ReferenceEquals(value, latest) ? Comparisons(row) : new string[Header.Length - 21].Select(_ => "")];
        }
    }

    static string[] Compared(string figure, params string[] more) => [figure, .. more.Select(one => $"{figure} {one}")];

    static string[] Indicator(Indicator indicator) =>
    [
        indicator.Name, indicator.Code, string.Join(" ", indicator.AlternativeCodes.Concat(indicator.Codes.Select(code => code.Value)).Distinct().Where(code => code != indicator.Code)),
        indicator.Title, indicator.Unit,
        indicator.Polarity is Polarity.Range ? $"range {indicator.RangeLow}..{indicator.RangeHigh}" : Words.Of(indicator.Polarity), indicator.Outcome, indicator.KeyJudgement,
    ];

    static string[] Value(ProfileValue value) =>
    [
        value.Period?.Label ?? "", value.Period is null ? "" : Words.Of(value.Period.Kind), value.Period?.Start ?? "", value.Period?.End ?? "",
        value.Value, Words.Of(value.Missing), value.Numerator, value.Denominator, Words.Of(value.SmallNumber), value.Target, Words.Of(value.Status), value.Doubt, value.Synthetic ? "synthetic" : "",
    ];

    static string[] Comparisons(ProfileRow row) =>
    [
        row.Change, Words.Of(row.Travel),
        row.England.Value, Words.Of(row.England.Light),
        row.EnglandMedian.Value, Words.Of(row.EnglandMedian.Method), Count(row.EnglandMedian.WithData), Count(row.EnglandMedian.Listed), Words.Of(row.EnglandMedian.Light),
        .. Figure(row.StatisticalNeighbours), .. Figure(row.ComparatorCouncils),
        row.Rank == 0 ? "" : Count(row.Rank), row.Rank == 0 ? "" : Count(row.RankOf), row.Quartile,
        row.Band == 0 ? "" : Count(row.Band), row.Band == 0 ? "not known" : row.BandProvenance?.Source ?? "", row.Band == 0 ? "" : row.BandProvenance?.Verification.ToString().ToLowerInvariant() ?? "",
    ];

    static string[] Figure(ComparisonFigure figure) =>
        [figure.Value, Words.Of(figure.Method), figure.Set, Count(figure.WithData), Count(figure.Listed), Words.Of(figure.Light)];

    static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
