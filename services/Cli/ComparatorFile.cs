using System.Globalization;
using Apa.Protos.Indicators.V1;
using Apa.Protos.Types.V1;

namespace Apa.Cli;

/// <summary>Comparator sets from a CSV file with a row for every neighbour, a set for every model.</summary>
sealed record ComparatorFile(IReadOnlyList<ComparatorSet> Sets, IReadOnlyList<RowProblem> Problems, IReadOnlyList<string> Notes)
{
    static readonly string[] Needed = ["model", "la_code", "rank", "neighbour_code", "closeness"];
    static readonly string[] Closeness = ["", "extremely close", "very close", "close", "somewhat close", "not close"];

    /// <summary>Reads the file; a set's id is the model's name in lower case with the suffix.</summary>
    public static ComparatorFile Read(string path, string suffix)
    {
        var file = CsvFile.Read(path);
        file.Require(path, Needed);
        var (problems, notes) = (file.Problems.ToList(), new List<string>());
        var sets = new List<ComparatorSet>();
        foreach (var model in file.Rows.GroupBy(r => r["model"], StringComparer.OrdinalIgnoreCase))
        {
            var id = Id(model.Key) + suffix;
            if (Id(model.Key).Length == 0) problems.Add(model.First().Problem("model", "names no model"));
            var set = new ComparatorSet
            {
                Id = id,
                Kind = ComparatorKind.StatisticalNeighbours,
                Title = $"Statistical neighbours, model {model.Key}, all authorities of the file",
                Provenance = new()
                {
                    Source = $"File {Path.GetFileName(path)}, model {model.Key}",
                    Verification = Verification.Inferred,
                    Note = "Read from the file as it stands: ranks and closeness are the file's own.",
                },
            };
            foreach (var rows in model.GroupBy(r => r["la_code"], StringComparer.Ordinal))
                if (List(rows, problems) is { Comparators.Count: > 0 } list) set.Lists.Add(list);
                else notes.Add($"{id}: {rows.Key} has no neighbours in the file");
            sets.Add(set);
        }
        return new(sets, [.. problems.OrderBy(p => p.Line)], notes);
    }

    /// <summary>One authority's neighbours in the order of their ranks; a dash is no neighbour.</summary>
    static ComparatorList List(IGrouping<string, CsvRow> rows, List<RowProblem> problems)
    {
        var list = new ComparatorList { LaCode = rows.Key };
        var seen = new Dictionary<string, long>(StringComparer.Ordinal) { [rows.Key] = rows.First().Line };
        if (!IsLaCode(rows.Key)) problems.Add(rows.First().Problem("la_code", "is no LA code of three digits"));
        foreach (var (row, rank) in rows.Select(r => (Row: r, Rank: Rank(r, problems))).Where(r => r.Rank > 0).OrderBy(r => r.Rank))
        {
            var (neighbour, closeness) = (row["neighbour_code"], row["closeness"] is "-" ? "" : row["closeness"].ToLowerInvariant());
            if (neighbour is "-" or "") continue;
            if (!IsLaCode(neighbour)) problems.Add(row.Problem("neighbour_code", "is no LA code of three digits"));
            else if (!seen.TryAdd(neighbour, row.Line)) problems.Add(row.Problem("neighbour_code", $"is the authority itself, or listed in line {seen[neighbour]} already"));
            if (!Closeness.Contains(closeness, StringComparer.Ordinal)) problems.Add(row.Problem("closeness", $"is none of {string.Join(", ", Closeness.Skip(1))}"));
            if (rank != list.Comparators.Count + 1) problems.Add(row.Problem("rank", $"follows rank {list.Comparators.Count} of {rows.Key}: ranks go up by one"));
            list.Comparators.Add(new Comparator { Rank = list.Comparators.Count + 1, LaCode = neighbour, Closeness = closeness });
        }
        return list;
    }

    static int Rank(CsvRow row, List<RowProblem> problems)
    {
        if (int.TryParse(row["rank"], NumberStyles.None, CultureInfo.InvariantCulture, out var rank) && rank > 0) return rank;
        problems.Add(row.Problem("rank", "is no rank from 1"));
        return 0;
    }

    static bool IsLaCode(string text) => text.Length == 3 && text.All(char.IsAsciiDigit);

    static string Id(string model) => string.Join('-', model.ToLowerInvariant().Split([' ', '_', '/'], StringSplitOptions.RemoveEmptyEntries));
}
