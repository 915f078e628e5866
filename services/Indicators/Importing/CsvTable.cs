using System.Text;
using System.Text.Unicode;
using Apa.Protos.Indicators.V1;
using CsvHelper;

namespace Apa.Indicators.Importing;

/// <summary>A CSV file as RFC 4180 has it, of any delimiter, with or without a byte order mark.</summary>
sealed class CsvTable : SourceTable
{
    /// <summary>Most bytes of a row: an open quote does not swallow the file.</summary>
    const int MostOfRow = 1024 * 1024;

    readonly CsvReader reader;
    readonly Action<long, string> malformed;

    CsvTable(CsvReader reader, Action<long, string> malformed) => (this.reader, this.malformed) = (reader, malformed);

    /// <param name="file">The file's bytes, unpacked.</param>
    /// <param name="mapping">How it is read.</param>
    /// <param name="encoding">Its encoding; null: UTF-8. A byte order mark of UTF-16 goes before it.</param>
    /// <param name="malformed">Told of rows that are no CSV, by line; they are passed over.</param>
    public static async Task<CsvTable> Open(Stream file, ImportMapping mapping, Encoding? encoding, Action<long, string> malformed, CancellationToken ct)
    {
        var reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Separator = mapping.Delimiter switch { "" => ',', "tab" => '\t', var given => given[0] },
            HasHeader = false,
            TrackLineNumbers = true,
            PoolStrings = true,
            MaxRecordSize = MostOfRow,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => malformed(record.LineNumber, Reason(record.Reason)),
            Encoding = encoding,
        });
        var table = new CsvTable(reader, malformed);
        var wanted = Math.Max(1, mapping.HeaderLine);
        while (await table.Next(ct))
        {
            if (reader.LineNumber < wanted) continue;
            return new(reader, malformed) { Header = [.. Enumerable.Range(0, reader.FieldCount).Select(i => table.Cell(i) ?? "")] };
        }
        throw new UnreadableFile($"has no line {wanted} with the names of its columns", wanted);
    }

    public override long Line => reader.LineNumber;

    public override async ValueTask<bool> Read(CancellationToken ct)
    {
        while (await Next(ct))
        {
            if (reader.FieldCount == Header.Count) return true;
            malformed(reader.LineNumber, $"has {reader.FieldCount} columns, the header has {Header.Count}");
        }
        return false;
    }

    async ValueTask<bool> Next(CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(ct);
        }
        catch (CsvFormatException)
        {
            throw new UnreadableFile($"has a row of more than {MostOfRow / 1024} KiB: a quote may be open", reader.LineNumber + 1);
        }
        catch (InvalidDataException)
        {
            throw new UnreadableFile("is a damaged gzip file", reader.LineNumber + 1);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFile("is not of the encoding that its mapping says", reader.LineNumber + 1);
        }
    }

    public override string? Cell(int column)
    {
        var bytes = reader.GetSpan(column);
        return Utf8.IsValid(bytes) ? reader.GetString(column).Trim() : null;
    }

    static string Reason(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "has a quote inside a cell that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote => "has text after a closing quote",
        CsvMalformedReason.UnterminatedQuote => "has a quote that is never closed",
        _ => "is no row of a CSV file",
    };

    public override async ValueTask DisposeAsync() => await reader.DisposeAsync();
}
