using System.Globalization;
using Apa.Protos.Indicators.V1;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Apa.Indicators.Importing;

/// <summary>One named sheet of an XLSX workbook; numbers and dates are read as their cells hold them, not as they are shown.</summary>
sealed class SheetTable : SourceTable
{
    readonly IExcelDataReader reader;
    readonly Stream file;
    readonly int columns;
    long line;

    SheetTable(IExcelDataReader reader, Stream file, long line, List<string> header) =>
        (this.reader, this.file, this.line, Header, columns) = (reader, file, line, header, header.Count);

    // The reader asks for an encoding of old workbooks, though it needs none here.
    static SheetTable() => System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);

    /// <param name="file">The workbook, which can be read here and there; it is closed with the table.</param>
    /// <param name="mapping">Names the sheet and the row of its columns' names.</param>
    public static SheetTable Open(Stream file, ImportMapping mapping)
    {
        IExcelDataReader reader;
        try
        {
            reader = ExcelReaderFactory.CreateOpenXmlReader(file, new() { LeaveOpen = true });
        }
        catch (Exception e) when (e is ExcelReaderException or InvalidDataException or System.Xml.XmlException or NullReferenceException)
        {
            throw new UnreadableFile("is no XLSX workbook");
        }
        List<string> sheets = [];
        do
        {
            if (reader.Name == mapping.Sheet) return AtHeader(reader, file, Math.Max(1, mapping.HeaderLine));
            sheets.Add(reader.Name);
        }
        while (reader.NextResult());
        throw new UnreadableFile($"has no sheet '{mapping.Sheet}'; it has {string.Join(", ", sheets.Select(name => $"'{name}'"))}");
    }

    static SheetTable AtHeader(IExcelDataReader reader, Stream file, int wanted)
    {
        for (var line = 1; reader.Read(); line++)
            if (line == wanted)
            {
                List<string> header = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))];
                // A sheet is as wide as its widest row ever was.
                while (header.Count > 0 && header[^1].Length == 0) header.RemoveAt(header.Count - 1);
                return new(reader, file, line, header);
            }
        throw new UnreadableFile($"has no row {wanted} with the names of its columns", wanted);
    }

    public override long Line => line;

    public override ValueTask<bool> Read(CancellationToken ct)
    {
        while (reader.Read())
        {
            line++;
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < columns; i++)
                if (Cell(i) is not "") return ValueTask.FromResult(true);
        }
        return ValueTask.FromResult(false);
    }

    public override string Cell(int column) => column < reader.FieldCount ? Text(reader.GetValue(column)) : "";

    static string Text(object? value) => value switch
    {
        null => "",
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "TRUE" : "FALSE",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Trim(),
    };

    public override async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await file.DisposeAsync();
    }
}
