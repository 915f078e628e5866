using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Apa.AuditCommission;

/// <summary>
/// The results as files: <c>cpa-{round}.csv</c> and <c>cpa-{round}.json</c> as they stand, <c>cpa-{round}.history.jsonl</c> every
/// result that ever was, one a line.
/// </summary>
public sealed partial class CpaFiles(string directory, ILogger<CpaFiles> log)
{
    static readonly JsonSerializerOptions Indented = new(CpaBook.Json) { WriteIndented = true };

    public string Csv(string round) => Path.Combine(directory, $"cpa-{round}.csv");

    string HistoryPath(string round) => Path.Combine(directory, $"cpa-{round}.history.jsonl");

    public IReadOnlyList<CpaResult> History(string round) =>
        [.. Files.Lines(HistoryPath(round)).Select(line => JsonSerializer.Deserialize<CpaResult>(line.Span, CpaBook.Json)!)];

    /// <summary>The history as a crash left it, made whole: a result that was cut is computed and written again.</summary>
    public IReadOnlyList<CpaResult> MendedHistory(string round)
    {
        if (Files.Mend(HistoryPath(round))) LogCut(round);
        return History(round);
    }

    public void AddToHistory(CpaResult result) => Files.Append(HistoryPath(result.Round), JsonSerializer.SerializeToUtf8Bytes(result, CpaBook.Json));

    public void Write(RoundResults results, IEnumerable<CpaService> services)
    {
        Files.Replace(Path.Combine(directory, $"cpa-{results.Round.Id}.json"), ToJson(results));
        Files.Replace(Csv(results.Round.Id), ToCsv(results, [.. services]));
    }

    public static byte[] ToJson(RoundResults results) => JsonSerializer.SerializeToUtf8Bytes(
        new { results.Round, results.Table, results.SubjectToReview, Authorities = results.Authorities.Select(a => a.Result) }, Indented);

    /// <summary>A line an authority, by code. A score and its mark are one cell; what is held has no stars.</summary>
    static byte[] ToCsv(RoundResults results, IReadOnlyList<CpaService> services)
    {
        using var bytes = new MemoryStream();
        // Texts that a spreadsheet would run begin with an apostrophe.
        using (var csv = CsvWriter.Create(bytes, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteHeader(
            [
                "round", "la_code", "ons_code", "gss_code", "authority", "status", "stars", "rule", "rule_verification", "table_verification", "subject_to_review", "missing",
                .. services.Select(s => s.Id.Replace('-', '_')), "block_origin", "block_event", "block_revision", "synthetic", "computed_at",
            ]);
            foreach (var result in results.Authorities.Select(a => a.Result))
            {
                foreach (var cell in Cells(result, results, services)) csv.WriteField(cell);
                csv.EndRecord();
            }
        }
        return bytes.ToArray();
    }

    static IEnumerable<string> Cells(CpaResult result, RoundResults results, IReadOnlyList<CpaService> services)
    {
        var block = result.Scores.Values.FirstOrDefault(s => s.Origin is "APA" or "JAR");
        return
        [
            result.Round, result.LaCode, Code(result, "snac"), Code(result, "gss"), result.Authority, result.Status, Text(result.Stars),
            result.Rule?.Row ?? "", result.Rule?.Provenance.Verification ?? "", results.Table.Verification, string.Join(' ', result.SubjectToReview), string.Join(' ', result.Missing),
            .. services.Select(s => result.Scores.TryGetValue(s.Id, out var joined) ? joined.Score.ToString() : ""),
            block?.Origin ?? "", block?.EventId ?? "", block is { Revision: > 0 } ? Text(block.Revision) : "", result.Synthetic ? "true" : "false", result.ComputedAt!,
        ];
    }

    static string Code(CpaResult result, string scheme) => result.Codes.LastOrDefault(code => code.Scheme == scheme)?.Value ?? "";

    static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of {Round} ended within a line, which was cut off")]
    private partial void LogCut(string round);
}
