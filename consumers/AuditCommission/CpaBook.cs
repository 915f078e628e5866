using System.Globalization;
using System.Text.Json;

namespace Apa.AuditCommission;

/// <summary>
/// The results of every round, kept up with what comes: computed from the kept events, the accepted scores and the rules alone, so that
/// a restart makes the same ones. What changes is written into a history first, then the round's files are replaced.
/// </summary>
public sealed partial class CpaBook : BackgroundService
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly RuleTable rules;
    readonly BlockScores blocks;
    readonly AcceptedScores scores;
    readonly CpaFiles files;
    readonly TimeSpan every;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly SemaphoreSlim news = new(1, 1);
    /// <summary>By round and authority, the last of the history: when it was computed, and what it was without that.</summary>
    readonly Dictionary<(string Round, string LaCode), (string At, string Content)> last = [];
    volatile Dictionary<string, RoundResults> rounds = [];

    /// <param name="every">How often the sheet of scores is looked at.</param>
    public CpaBook(RuleTable rules, BlockScores blocks, AcceptedScores scores, CpaFiles files, TimeSpan every, TimeProvider time, ILogger<CpaBook> log)
    {
        (this.rules, this.blocks, this.scores, this.files, this.every, this.time, this.log) = (rules, blocks, scores, files, every, time, log);
        foreach (var round in rules.Rounds)
            foreach (var was in files.MendedHistory(round.Id)) last[(round.Id, was.LaCode)] = (was.ComputedAt!, Content(was));
    }

    /// <summary>The results of a round as they stand; null for a round that is not known, or before the first are made.</summary>
    public RoundResults? Round(string id) => rounds.GetValueOrDefault(id);

    /// <summary>Says that an event was kept.</summary>
    public void Tell()
    {
        if (news.CurrentCount == 0) news.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var first = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // What was told while we compute is computed at the next turn.
                var told = await news.WaitAsync(first ? TimeSpan.Zero : every, stoppingToken);
                if (scores.Look() || told || first) Compute();
                first = false;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Nothing of it is lost: it is made anew from what is kept.
                LogFailed(e.Message);
                first = true;
                await Task.Delay(every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    void Compute()
    {
        var made = new Dictionary<string, RoundResults>();
        foreach (var round in rules.Rounds)
        {
            var heard = blocks.Of(round.ApaRound);
            var entered = scores.Current.Scores.Where(s => s.Round == round.Id).ToLookup(s => s.LaCode);
            var results = new List<AuthorityResult>();
            foreach (var laCode in heard.Keys.Union(entered.Select(e => e.Key)).Order(StringComparer.Ordinal))
            {
                var events = heard.GetValueOrDefault(laCode) ?? [];
                var (result, stars) = Join.Of(rules, round, laCode, events, [.. entered[laCode]]);
                results.Add(new(Dated(result), stars.Tried, events));
            }
            made[round.Id] = new(round, rules.Provenance, rules.SubjectToReview, results);
            if (results.Count > 0) files.Write(made[round.Id], rules.ServicesOf(round.Id));
        }
        rounds = made;
    }

    /// <summary>With the time since when it is so: that of the history where nothing changed, else now, written there first.</summary>
    CpaResult Dated(CpaResult result)
    {
        var (key, content) = ((result.Round, result.LaCode), Content(result));
        if (last.TryGetValue(key, out var was) && was.Content == content) return result with { ComputedAt = was.At };
        var dated = result with { ComputedAt = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        files.AddToHistory(dated);
        last[key] = (dated.ComputedAt, content);
        LogComputed(result.Round, result.LaCode, result.Status, result.Rule?.Row ?? "none");
        return dated;
    }

    static string Content(CpaResult result) => JsonSerializer.Serialize(result with { ComputedAt = null }, Json);

    public override void Dispose()
    {
        news.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Round}, {LaCode}: {Status}, row {Row}")]
    private partial void LogComputed(string round, string laCode, string status, string row);

    [LoggerMessage(Level = LogLevel.Error, Message = "Results are not written: {Why}")]
    private partial void LogFailed(string why);
}

/// <summary>A round as it stands.</summary>
/// <param name="Table">How sure we are of the table of rules.</param>
/// <param name="SubjectToReview">How sure we are of what <c>s/r</c> does.</param>
public sealed record RoundResults(CpaRound Round, Provenance Table, Provenance SubjectToReview, IReadOnlyList<AuthorityResult> Authorities)
{
    public AuthorityResult? Authority(string laCode) => Authorities.FirstOrDefault(a => a.Result.LaCode == laCode);
}

/// <summary>A result, why it is so, and every event behind it by revision.</summary>
public sealed record AuthorityResult(CpaResult Result, IReadOnlyList<TriedRow> Tried, IReadOnlyList<BlockEvent> Events);
