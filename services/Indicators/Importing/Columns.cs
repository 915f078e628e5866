using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>Where in a table the mapping's columns stand; -1 where there is none.</summary>
sealed class Columns
{
    readonly IReadOnlyList<string> header;
    readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="header">Names of the columns as the file has them.</param>
    /// <param name="line">Their line.</param>
    /// <param name="mapping">What is looked for.</param>
    /// <param name="labels">Tells a period's label, for the columns of a wide file.</param>
    /// <param name="report">Takes everything that is wrong with the header.</param>
    public Columns(IReadOnlyList<string> header, long line, ImportMapping mapping, Labels labels, ImportReport report)
    {
        this.header = header;
        for (var i = 0; i < header.Count; i++)
            if (header[i].Length > 0 && !places.TryAdd(header[i], i)) report.Fault(line, header[i], "", "is there twice");
        Indicator = Find(mapping.IndicatorColumn);
        Geography = [.. mapping.GeographyColumns.Select(Find)];
        Period = Find(mapping.PeriodColumn);
        Value = Find(mapping.ValueColumn);
        Numerator = Find(mapping.NumeratorColumn);
        Denominator = Find(mapping.DenominatorColumn);
        Target = Find(mapping.TargetColumn);
        var used = new HashSet<int>([Indicator, Period, Value, Numerator, Denominator, Target, .. Geography, .. mapping.IgnoredColumns.Select(name => places.GetValueOrDefault(name.Trim(), -1))]);
        if (!mapping.OtherColumnsIgnored)
            for (var i = 0; i < header.Count; i++)
                if (used.Contains(i)) continue;
                else if (mapping.Wide && labels.LooksLikeOne(header[i])) periods.Add(i);
                else report.Fault(line, Name(i), "", mapping.Wide ? "is neither named by the mapping nor the label of a period" : "is not named by the mapping; ignore it there if it does not matter");
        if (mapping.Wide && periods.Count == 0) report.Fault(line, "", "", "no column has a period's label as its name");

        int Find(string name)
        {
            if (name.Length == 0) return -1;
            if (places.TryGetValue(name.Trim(), out var place)) return place;
            report.Fault(line, name, "", $"is not there; the columns are {string.Join(", ", header.Take(20).Select(one => $"'{one}'"))}{(header.Count > 20 ? " …" : "")}");
            return -1;
        }
    }

    readonly List<int> periods = [];

    public int Indicator { get; }
    public IReadOnlyList<int> Geography { get; }
    public int Period { get; }
    public int Value { get; }
    public int Numerator { get; }
    public int Denominator { get; }
    public int Target { get; }

    /// <summary>Columns of a wide file that hold a period's values.</summary>
    public IReadOnlyList<int> Periods => periods;

    /// <summary>A column as a report names it.</summary>
    public string Name(int column) => header[column].Length > 0 ? header[column] : $"column {column + 1}";
}
