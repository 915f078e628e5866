using System.Globalization;
using System.Text;

namespace Apa.AuditCommission;

/// <summary>
/// The scores that people enter, as they were last accepted. The sheet is looked at now and then; a good one is kept as the next
/// version, <c>scores/0001.csv</c> and so on, a bad one changes nothing and is told with all that is wrong with it.
/// </summary>
public sealed partial class AcceptedScores
{
    readonly string? sheet;
    readonly string folder;
    readonly string problemsFile;
    readonly RuleTable rules;
    readonly ILogger log;
    byte[] accepted = [];
    int version;
    (DateTime Written, long Length) seen, read;

    /// <param name="sheet">The file that people write; null: there is none.</param>
    /// <param name="directory">Where versions and problems are kept.</param>
    public AcceptedScores(string? sheet, string directory, RuleTable rules, ILogger<AcceptedScores> log)
    {
        (this.sheet, this.rules, this.log) = (sheet, rules, log);
        (folder, problemsFile) = (Path.Combine(directory, "scores"), Path.Combine(directory, "scores.problems.txt"));
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.csv").Max(StringComparer.Ordinal) is { } newest)
        {
            accepted = File.ReadAllBytes(newest);
            version = int.Parse(Path.GetFileNameWithoutExtension(newest), CultureInfo.InvariantCulture);
            // Accepted by the rules of its day; where they have changed since, what they do not know is told and left out.
            Current = ScoreSheet.Read(accepted, rules);
            if (Current.Problems.Count > 0) LogOld(newest, Current.Problems.Count);
        }
        if (File.Exists(problemsFile)) Problems = File.ReadAllLines(problemsFile);
    }

    /// <summary>What counts.</summary>
    public ScoreSheet Current { get; private set; } = ScoreSheet.Empty;

    /// <summary>What is wrong with the sheet that was refused last; none where the last was accepted.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Looks at the sheet; true where other scores count now. A sheet is read once it has stayed the same from one look to the next: somebody may still be writing it.</summary>
    public bool Look()
    {
        if (sheet is null) return false;
        var file = new FileInfo(sheet);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        var settled = now == seen && now != default && now != read;
        seen = now;
        if (!settled) return false;
        var bytes = File.ReadAllBytes(sheet);
        read = now;
        var found = ScoreSheet.Read(bytes, rules);
        if (found.Problems.Count > 0)
        {
            Problems = found.Problems;
            Files.Replace(problemsFile, Encoding.UTF8.GetBytes($"{string.Join('\n', Problems)}\n"));
            LogRefused(Problems.Count);
            return false;
        }
        Problems = [];
        File.Delete(problemsFile);
        if (bytes.AsSpan().SequenceEqual(accepted)) return false;
        Files.Replace(Path.Combine(folder, $"{version + 1:0000}.csv"), bytes);
        (Current, accepted, version) = (found, bytes, version + 1);
        LogAccepted(found.Scores.Count, version);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Scores} scores are accepted as version {Version}")]
    private partial void LogAccepted(int scores, int version);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sheet of scores has {Problems} problems and changes nothing; they are in scores.problems.txt")]
    private partial void LogRefused(int problems);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} was accepted once and has {Problems} problems by the rules of today: no score of it counts until a new sheet is accepted")]
    private partial void LogOld(string file, int problems);
}
