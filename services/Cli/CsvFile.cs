using System.Text;
using Apa.Protos.Indicators.V1;
using CsvHelper;

namespace Apa.Cli;

/// <summary>A CSV file small enough to be read whole: its rows by column, and what is wrong with its form.</summary>
sealed record CsvFile(IReadOnlyList<string> Columns, IReadOnlyList<CsvRow> Rows, IReadOnlyList<RowProblem> Problems)
{
    /// <summary>Largest file that is read whole; catalogues and neighbour lists are far smaller.</summary>
    const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Reads UTF-8 with or without a byte order mark; column names are compared without regard to case and outer blanks.</summary>
    public static CsvFile Read(string path, char separator = ',')
    {
        using var lines = new StringReader(Text(path));
        using var csv = CsvReader.Create(lines, new CsvReaderOptions { Separator = separator, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw });
        try
        {
            csv.ReadHeader();
            var columns = csv.Headers.Select(h => h.Trim()).ToList();
            if (columns.Count == 0) throw new CommandFailed($"{path}: is empty; its first line holds the names of the columns");
            if (columns.GroupBy(c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new CommandFailed($"{path}: line 1 has the column \"{twice.Key}\" twice");
            var (rows, problems) = (new List<CsvRow>(), new List<RowProblem>());
            while (csv.Read())
                if (csv.FieldCount != columns.Count)
                    problems.Add(new() { Line = csv.LineNumber, Why = $"has {csv.FieldCount} cells, and line 1 names {columns.Count} columns" });
                else
                    rows.Add(new(csv.LineNumber, columns.Select((column, i) => (column, csv.GetString(i).Trim()))
                        .ToDictionary(c => c.column, c => c.Item2, StringComparer.OrdinalIgnoreCase)));
            return new(columns, rows, problems);
        }
        catch (CsvFormatException e)
        {
            throw new CommandFailed($"{path}: line {e.LineNumber}: a quoted cell is not closed, or has text after its closing quote");
        }
    }

    /// <summary>Every column that is asked for is there, or all that are not are named.</summary>
    public void Require(string path, IEnumerable<string> asked)
    {
        var missing = asked.Where(a => !Columns.Contains(a, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count > 0)
            throw new CommandFailed($"{path}: has no column {string.Join(", ", missing.Select(m => $"\"{m}\""))}; it has {string.Join(", ", Columns.Select(c => $"\"{c}\""))}");
    }

    static string Text(string path)
    {
        try
        {
            var bytes = new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : throw new CommandFailed($"{path}: is larger than {MostBytes / 1024 / 1024} MiB");
            if (bytes.AsSpan().StartsWith("PK"u8)) throw new CommandFailed($"{path}: is a ZIP or a workbook, not a CSV file");
            if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) throw new CommandFailed($"{path}: is packed by gzip; unpack it first");
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandFailed($"{path}: is not UTF-8, byte {e.Index}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }
}

/// <summary>A row and the line on which it begins.</summary>
sealed record CsvRow(long Line, IReadOnlyDictionary<string, string> Cells)
{
    public string this[string column] => Cells[column];

    /// <summary>What is wrong with one cell.</summary>
    public RowProblem Problem(string column, string why)
    {
        var value = column.Length == 0 ? "" : Cells[column];
        return new() { Line = Line, Column = column, Value = value.Length <= 60 ? value : value[..59] + "…", Why = why };
    }
}
