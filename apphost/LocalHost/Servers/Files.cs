namespace Apa.LocalHost.Servers;

/// <summary>Files that only their owner may read.</summary>
public static class Secret
{
    /// <summary>Writes a file of mode 0600, also where one was there before.</summary>
    public static void Write(string path, string content)
    {
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(new FileStream(part, options))) writer.Write(content);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>Logs of servers, for one clear line to people.</summary>
static class Logs
{
    static readonly string[] Telling = ["No space left", "disk_free_limit", "could not bind", "already in use", "eaddrinuse", "FATAL", "PANIC", "could not", "ERROR", "error"];

    /// <summary>The last line that tells why, else the last line at all.</summary>
    public static string LastTelling(string path)
    {
        if (!File.Exists(path)) return "no log";
        var lines = ReadShared(path).Where(l => l.Trim().Length > 0).TakeLast(20).ToList();
        return lines.LastOrDefault(l => Telling.Any(t => l.Contains(t, StringComparison.Ordinal))) ?? lines.LastOrDefault() ?? "an empty log";
    }

    static string[] ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n');
    }
}
