using System.Text;

namespace Apa.AuditCommission;

/// <summary>
/// Keeps events in files, one a line, as they came: <c>{folder}/events.jsonl</c>, rehearsals in <c>rehearsals.jsonl</c> beside it. Once
/// <see cref="Keep"/> returns, the line is on the disk. What is not readable as an event is kept too, in base64 in
/// <c>unreadable.txt</c>: it would come for ever otherwise.
/// </summary>
public sealed partial class EventFiles
{
    const string FileName = "events.jsonl";
    const string RehearsalsName = "rehearsals.jsonl";
    readonly string directory;
    readonly Action<Received> kept;
    readonly ILogger log;
    readonly HashSet<string> ids = [];

    /// <param name="directory">Made where there is none.</param>
    /// <param name="kept">Told of every event that is kept and no rehearsal, also of those kept before: what follows from them is made anew.</param>
    public EventFiles(string directory, Action<Received> kept, ILogger<EventFiles> log)
    {
        (this.directory, this.kept, this.log) = (Directory.CreateDirectory(directory).FullName, kept, log);
        foreach (var name in (string[])[FileName, RehearsalsName])
            foreach (var file in Directory.EnumerateFiles(this.directory, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal)) ReadBack(file);
        LogReadBack(ids.Count);
    }

    /// <summary>Keeps an event; false where its id is kept already. A late one is kept as well: what was received is a record.</summary>
    public bool Keep(Received e)
    {
        if (ids.Contains(e.Event.Id)) return false;
        Files.Append(Path.Combine(directory, e.Folder, e.Event.Rehearsal ? RehearsalsName : FileName), e.Line);
        Note(e);
        return true;
    }

    /// <summary>Keeps a body that is no event.</summary>
    public void KeepUnreadable(ReadOnlyMemory<byte> body) => Files.Append(Path.Combine(directory, "unreadable.txt"), Encoding.ASCII.GetBytes(Convert.ToBase64String(body.Span)));

    void Note(Received e)
    {
        ids.Add(e.Event.Id);
        if (!e.Event.Rehearsal) kept(e);
    }

    void ReadBack(string path)
    {
        // What is cut was never acknowledged: it comes again.
        if (Files.Mend(path)) LogCut(path);
        foreach (var line in Files.Lines(path)) Note(Received.Read(line));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} events are kept already")]
    private partial void LogReadBack(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} ended within a line, which was cut off")]
    private partial void LogCut(string path);
}
