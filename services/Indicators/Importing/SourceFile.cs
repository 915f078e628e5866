using System.IO.Compression;
using System.Text;
using Apa.Protos.Indicators.V1;

namespace Apa.Indicators.Importing;

/// <summary>Finds out what a file is by its first bytes, never by its name, and opens its table.</summary>
static class SourceFile
{
    /// <summary>Most bytes that the parts of a workbook may have unpacked.</summary>
    const long MostOfWorkbook = 1024L * 1024 * 1024;

    static readonly (byte[] Mark, string What)[] NoTables =
    [
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls); save it as .xlsx or CSV"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF document"),
        ([0x42, 0x5A, 0x68], "packed by bzip2; only gzip is unpacked"),
        ([0xFD, 0x37, 0x7A, 0x58], "packed by xz; only gzip is unpacked"),
        ([0x28, 0xB5, 0x2F, 0xFD], "packed by zstandard; only gzip is unpacked"),
        ([0x7B], "JSON, or begins like it"),
        ([0x3C], "HTML or XML, or begins like it"),
    ];

    public static async Task<SourceTable> Open(Stream file, ImportMapping mapping, Action<long, string> malformed, CancellationToken ct)
    {
        var start = await PeekedStream.Over(file, ct);
        if (start.Begins([0x1F, 0x8B]))
        {
            var unpacked = await PeekedStream.Over(new Gunzipped(start), ct);
            return unpacked.Begins([0x1F, 0x8B]) ? throw new UnreadableFile("is packed by gzip twice") : await OfKind(unpacked, mapping, malformed, ct);
        }
        return await OfKind(start, mapping, malformed, ct);
    }

    static async Task<SourceTable> OfKind(PeekedStream start, ImportMapping mapping, Action<long, string> malformed, CancellationToken ct)
    {
        if (start.Head.IsEmpty) throw new UnreadableFile("is empty");
        if (start.Begins("PK\u0003\u0004"u8))
        {
            if (mapping.Sheet.Length == 0) throw new UnreadableFile("is a ZIP archive or a workbook: unpack the one, and name the sheet of the other in the mapping");
            return await Workbook(start, mapping, ct);
        }
        if (mapping.Sheet.Length > 0) throw new UnreadableFile($"is no XLSX workbook, and the mapping names its sheet '{mapping.Sheet}'");
        foreach (var (mark, what) in NoTables)
            if (start.Begins(mark)) throw new UnreadableFile($"is {what}, not CSV");
        var wide = start.Begins([0xFF, 0xFE]) || start.Begins([0xFE, 0xFF]) || mapping.Encoding == "utf-16";
        if (!wide && start.Head.Span.Contains((byte)0)) throw new UnreadableFile("is no text: it holds NUL bytes");
        return await CsvTable.Open(start, mapping, EncodingOf(mapping.Encoding), malformed, ct);
    }

    /// <summary>A workbook is read here and there: it is put aside first, into a file that ends with its handle.</summary>
    static async Task<SourceTable> Workbook(Stream file, ImportMapping mapping, CancellationToken ct)
    {
        var aside = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await file.CopyToAsync(aside, ct);
            aside.Position = 0;
            using (var archive = new ZipArchive(aside, ZipArchiveMode.Read, leaveOpen: true))
                if (archive.Entries.Sum(entry => entry.Length) > MostOfWorkbook)
                    throw ArrivingFile.TooLarge($"the workbook has more than {MostOfWorkbook / (1024 * 1024)} MiB unpacked");
            aside.Position = 0;
            return SheetTable.Open(aside, mapping);
        }
        catch (InvalidDataException)
        {
            await aside.DisposeAsync();
            throw new UnreadableFile("is a damaged ZIP archive or workbook");
        }
        catch
        {
            await aside.DisposeAsync();
            throw;
        }
    }

    static Encoding? EncodingOf(string name) => name switch
    {
        "utf-16" => Encoding.Unicode,
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252),
        _ => null,
    };

    /// <summary>A stream of which the first bytes were looked at.</summary>
    sealed class PeekedStream(Stream inner, byte[] head, int length) : ReadOnlyStream(inner)
    {
        int given;

        public ReadOnlyMemory<byte> Head => head.AsMemory(0, length);

        public bool Begins(ReadOnlySpan<byte> mark) => Head.Span.StartsWith(mark);

        public static async Task<PeekedStream> Over(Stream inner, CancellationToken ct)
        {
            var head = new byte[4096];
            return new(inner, head, await inner.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct));
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (given == length) return await Inner.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(length - given, buffer.Length);
            Head.Slice(given, count).CopyTo(buffer);
            given += count;
            return count;
        }
    }
}
