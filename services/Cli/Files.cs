using System.Security.Cryptography;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>Files that come as a stream of pieces.</summary>
static class Files
{
    /// <summary>
    /// Writes the pieces; renamed into place at the end, so that a reader never sees half a file, and nothing is left of one that did not
    /// come whole. Answers with its size.
    /// </summary>
    /// <param name="announced">What the stream says of the file, in a piece that says it; held against what came.</param>
    public static async Task<long> Save<T>(
        string path, IAsyncEnumerable<T> pieces, Func<T, ByteString> data, CancellationToken ct, Func<T, Announced?>? announced = null)
    {
        var part = path + ".part";
        try
        {
            long size = 0;
            Announced? said = null;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var stream = File.Create(part))
                await foreach (var piece in pieces.WithCancellation(ct))
                {
                    said ??= announced?.Invoke(piece);
                    hash.AppendData(data(piece).Span);
                    await stream.WriteAsync(data(piece).Memory, ct);
                    size += data(piece).Length;
                }
            said?.Hold(size, Convert.ToHexStringLower(hash.GetHashAndReset()));
            File.Move(part, path, overwrite: true);
            return size;
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    /// <summary>A text in its place at once or not at all.</summary>
    public static async Task Write(string path, string text, CancellationToken ct)
    {
        await File.WriteAllTextAsync(path + ".part", text, ct);
        File.Move(path + ".part", path, overwrite: true);
    }
}

/// <summary>What is said of a file before its bytes come.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
sealed record Announced(string FileName, long Size, string Sha256)
{
    /// <exception cref="CommandFailed">Something else came.</exception>
    public void Hold(long size, string sha256)
    {
        if (size != Size) throw new CommandFailed($"{FileName} was announced with {Size:N0} bytes and came with {size:N0}; nothing was written");
        if (sha256 != Sha256) throw new CommandFailed($"{FileName} came with SHA-256 {sha256}, {Sha256} was announced; nothing was written");
    }
}
