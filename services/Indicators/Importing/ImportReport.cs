using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>Collects what is found in a file: counts of all, the first thousand in words.</summary>
sealed class ImportReport
{
    /// <summary>Most faults, and most warnings, that are told in words.</summary>
    public const int Most = 1000;

    /// <summary>Most different words that are told as matching nothing.</summary>
    const int MostUnmatched = 1000;

    readonly List<RowProblem> problems = [];
    readonly List<RowProblem> warnings = [];
    readonly Dictionary<string, long> indicators = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> places = new(StringComparer.Ordinal);
    long problemsTotal;
    long warningsTotal;

    public long RowsRead { get; set; }
    public long RowsKept { get; set; }
    public long RowsMissing { get; set; }
    public long RowsRefused { get; set; }

    /// <summary>How many faults there are so far.</summary>
    public long Faults => problemsTotal;

    /// <summary>A fault of a row, or of the file.</summary>
    public void Fault(long line, string column, string value, string why)
    {
        problemsTotal++;
        if (problems.Count < Most) problems.Add(new() { Line = line, Column = column, Value = Shown(value), Why = why });
    }

    public void Warn(long line, string column, string value, string rule, string why)
    {
        warningsTotal++;
        if (warnings.Count < Most) warnings.Add(new() { Line = line, Column = column, Value = Shown(value), Why = why, Rule = rule });
    }

    public void UnmatchedIndicator(string text) => Count(indicators, text);

    public void UnmatchedPlace(string text) => Count(places, text);

    /// <summary>Writes everything into the message, in the order of the file.</summary>
    public void WriteTo(Import import)
    {
        (import.RowsRead, import.RowsKept, import.RowsMissing, import.RowsRefused) = (RowsRead, RowsKept, RowsMissing, RowsRefused);
        (import.ProblemsTotal, import.WarningsTotal) = (problemsTotal, warningsTotal);
        import.Problems.AddRange(problems.OrderBy(problem => problem.Line));
        import.Warnings.AddRange(warnings.OrderBy(warning => warning.Line));
        import.UnmatchedIndicators.AddRange(Unmatched(indicators));
        import.UnmatchedGeographies.AddRange(Unmatched(places));
    }

    static IEnumerable<Unmatched> Unmatched(Dictionary<string, long> counts) =>
        counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => new Unmatched { Text = one.Key, Rows = one.Value });

    static void Count(Dictionary<string, long> counts, string text)
    {
        var shown = Shown(text, 200);
        if (counts.Count < MostUnmatched || counts.ContainsKey(shown)) counts[shown] = counts.GetValueOrDefault(shown) + 1;
    }

    static string Shown(string text, int most = 60)
    {
        var clean = string.Concat(text.Take(most + 1).Where(c => !char.IsControl(c)));
        return clean.Length <= most ? clean : clean[..most] + "…";
    }
}
