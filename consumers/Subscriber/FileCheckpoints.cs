using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apa.Subscriber;

/// <summary>
/// Keeps a checkpoint in a file: a mark a line, added and flushed to the disk. Where the file has grown, a short one is written beside
/// it, flushed and renamed over it. What follows the first line that cannot be read was never confirmed, and is cut off.
/// <para>
/// The folder's own entry is not flushed: after a power cut the longer, older file may be there again. It is behind, never ahead, and
/// the replay tells the rest anew.
/// </para>
/// </summary>
public sealed class FileCheckpoints : ICheckpoints, IDisposable
{
    /// <summary>Lines beyond those that are needed before the file is written anew, about 2 MB.</summary>
    const int Spare = 2 * Checkpoint.Remembered;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    readonly string path;
    FileStream? @lock;
    FileStream? file;
    int lines;
    int needed;

    /// <param name="path">Its folder is made where there is none.</param>
    public FileCheckpoints(string path) => this.path = Path.GetFullPath(path);

    /// <exception cref="IOException">Another process has it: that one reads, this one stands by.</exception>
    public ValueTask<Checkpoint> Load(CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // A lock of its own: the file itself is replaced.
        @lock ??= new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        file?.Dispose();
        file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var (marks, whole) = ReadBack(file);
        if (whole < file.Length) file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        var checkpoint = Checkpoint.From(marks);
        (lines, needed) = (marks.Count, marks.Count);
        if (lines > Spare) WriteAnew(checkpoint);
        return new(checkpoint);
    }

    public ValueTask Save(Checkpoint checkpoint, IReadOnlyList<Mark> news, CancellationToken ct)
    {
        if (file is null) throw new InvalidOperationException("a checkpoint is saved before it was loaded");
        Write(file, news);
        lines += news.Count;
        if (lines - needed > Spare) WriteAnew(checkpoint);
        return default;
    }

    void WriteAnew(Checkpoint checkpoint)
    {
        var marks = checkpoint.Marks().ToList();
        using (var anew = new FileStream(path + ".new", FileMode.Create, FileAccess.Write)) Write(anew, marks);
        file!.Dispose();
        File.Move(path + ".new", path, overwrite: true);
        file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        lines = needed = marks.Count;
    }

    static void Write(FileStream to, IReadOnlyList<Mark> marks)
    {
        using var text = new MemoryStream();
        foreach (var mark in marks)
        {
            JsonSerializer.Serialize(text, mark, Json);
            text.WriteByte((byte)'\n');
        }
        to.Write(text.GetBuffer(), 0, (int)text.Length);
        to.Flush(flushToDisk: true);
    }

    static (List<Mark> Marks, long Whole) ReadBack(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (marks, whole) = (new List<Mark>(), 0);
        while (Array.IndexOf(bytes, (byte)'\n', whole) is >= 0 and var end && Read(bytes.AsSpan(whole..end)) is { } mark)
        {
            marks.Add(mark);
            whole = end + 1;
        }
        return (marks, whole);
    }

    static Mark? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Mark>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        @lock?.Dispose();
    }
}
