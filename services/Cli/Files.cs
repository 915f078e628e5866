using Google.Protobuf;

namespace Apa.Cli;

/// <summary>Files that come as a stream of pieces.</summary>
static class Files
{
    /// <summary>Writes the pieces; renamed into place at the end, so that a reader never sees half a file. Answers with its size.</summary>
    public static async Task<long> Save<T>(string path, IAsyncEnumerable<T> pieces, Func<T, ByteString> data, CancellationToken ct)
    {
        long size = 0;
        await using (var part = File.Create(path + ".part"))
            await foreach (var piece in pieces.WithCancellation(ct))
            {
                await part.WriteAsync(data(piece).Memory, ct);
                size += data(piece).Length;
            }
        File.Move(path + ".part", path, overwrite: true);
        return size;
    }
}
