using System.Text;

namespace Apa.AuditCommission;

/// <summary>
/// Keeps events in files, one a line, as they came: <c>{folder}/events.jsonl</c>. Once <see cref="Keep"/> returns, the line is on
/// the disk. What is not readable as an event is kept too, in base64 in <c>unreadable.txt</c>: it would come for ever otherwise.
/// </summary>
public sealed partial class EventFiles
{
    const string FileName = "events.jsonl";
    readonly string directory;
    readonly ILogger log;
    readonly HashSet<string> ids = [];
    readonly Dictionary<string, int> newest = [];

    public EventFiles(string directory, ILogger<EventFiles> log)
    {
        (this.directory, this.log) = (Directory.CreateDirectory(directory).FullName, log);
        foreach (var file in Directory.EnumerateFiles(this.directory, FileName, SearchOption.AllDirectories)) ReadBack(file);
        LogReadBack(ids.Count);
    }

    /// <summary>Keeps an event; false where its id is kept already.</summary>
    public bool Keep(Received e)
    {
        if (ids.Contains(e.Id)) return false;
        Append(Path.Combine(directory, e.Folder, FileName), e.Line);
        // A late one is kept as well: what was received is a record. Whoever reads it goes by the revision.
        if (e.Revision < newest.GetValueOrDefault(e.Subject)) LogStale(e.Type, e.Subject, e.Revision, newest[e.Subject]);
        Note(e);
        return true;
    }

    /// <summary>Keeps a body that is no event.</summary>
    public void KeepUnreadable(ReadOnlyMemory<byte> body) => Append(Path.Combine(directory, "unreadable.txt"), Encoding.ASCII.GetBytes(Convert.ToBase64String(body.Span)));

    void Note(Received e)
    {
        ids.Add(e.Id);
        newest[e.Subject] = Math.Max(e.Revision, newest.GetValueOrDefault(e.Subject));
    }

    static void Append(string path, byte[] line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>What was kept before. A last line without its end was cut by a crash, and never acknowledged: it comes again.</summary>
    void ReadBack(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(whole);
            LogCut(path);
        }
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Note(Received.Read(Encoding.UTF8.GetBytes(line)));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} events are kept already")]
    private partial void LogReadBack(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} ended within a line, which was cut off")]
    private partial void LogCut(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} of {Subject} is stale: revision {Revision} came after {Newest}")]
    private partial void LogStale(string type, string subject, int revision, int newest);
}
