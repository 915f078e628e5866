using System.Buffers.Binary;
using System.IO.Compression;

namespace Apa.Indicators.Importing;

/// <summary>
/// What a gzip file holds. A small file must not unpack to one without end, and one that was cut off must not pass for a shorter one:
/// the framework's own stream ends quietly there, so the length that the file gives at its end is compared (RFC 1952, ISIZE).
/// </summary>
sealed class Gunzipped : ReadOnlyStream
{
    /// <summary>Most bytes that a file may have unpacked.</summary>
    public const long Most = 4L * 1024 * 1024 * 1024;

    readonly Tail tail;
    readonly GZipStream unpacked;
    long read;

    public Gunzipped(Stream packed) : base(packed)
    {
        tail = new(packed);
        unpacked = new(tail, CompressionMode.Decompress);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await unpacked.ReadAsync(buffer, cancellationToken);
        if ((read += count) > Most) throw ArrivingFile.TooLarge($"the file has more than {Most / (1024 * 1024 * 1024)} GiB unpacked");
        if (count == 0 && buffer.Length > 0)
        {
            await tail.CopyToAsync(Null, cancellationToken);
            if (tail.Length32 != (uint)read) throw new InvalidDataException("the gzip file was cut off, or several were put together");
        }
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Remembers the last four bytes that went through.</summary>
    sealed class Tail(Stream inner) : ReadOnlyStream(inner)
    {
        readonly byte[] last = new byte[4];

        public uint Length32 => BinaryPrimitives.ReadUInt32LittleEndian(last);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await Inner.ReadAsync(buffer, cancellationToken);
            var kept = Math.Min(4, count);
            last.AsSpan(kept).CopyTo(last);
            buffer.Span[(count - kept)..count].CopyTo(last.AsSpan(4 - kept));
            return count;
        }
    }
}
