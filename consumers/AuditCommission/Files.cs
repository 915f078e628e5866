namespace Apa.AuditCommission;

/// <summary>Files that survive a crash at any point.</summary>
static class Files
{
    /// <summary>Adds a line. Once this returns it is on the disk.</summary>
    public static void Append(string path, ReadOnlySpan<byte> line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Cuts off a last line without its end, which a crash left; true where there was one. Only before anything is added.</summary>
    public static bool Mend(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole == bytes.Length) return false;
        file.SetLength(whole);
        return true;
    }

    /// <summary>The whole lines of a file to which somebody may be adding; none where there is no file.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Lines(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var lines = new List<ReadOnlyMemory<byte>>();
        for (var start = 0; Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end; start = end + 1)
            if (end > start) lines.Add(bytes.AsMemory(start, end - start));
        return lines;
    }

    /// <summary>Puts a whole file in the place of another, or does nothing where it is the same.</summary>
    public static void Replace(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var part = new FileStream(path + ".part", FileMode.Create, FileAccess.Write))
        {
            part.Write(content);
            part.Flush(flushToDisk: true);
        }
        File.Move(path + ".part", path, overwrite: true);
    }
}
