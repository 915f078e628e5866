using System.Text;
using CsvHelper;

namespace Apa.AuditCommission;

/// <summary>A score that a person entered.</summary>
/// <param name="Round">Of the comprehensive performance assessment.</param>
/// <param name="Source">Where the score is from.</param>
public sealed record EnteredScore(string Round, string LaCode, string Authority, string Service, Score Score, string Source, bool Synthetic, string Note);

/// <summary>The sheet of scores that people enter: what it says, or all that is wrong with it.</summary>
/// <param name="Problems">Each with its line; where there is one, nothing of the sheet counts.</param>
public sealed record ScoreSheet(IReadOnlyList<EnteredScore> Scores, IReadOnlyList<string> Problems)
{
    /// <summary>In any order, each once, no other; <c>docs/audit-commission.md</c> says what they hold.</summary>
    public static readonly IReadOnlyList<string> Columns = ["round", "la_code", "authority", "service", "score", "source", "synthetic", "note"];

    public static readonly ScoreSheet Empty = new([], []);

    public static ScoreSheet Read(byte[] bytes, RuleTable rules)
    {
        var (scores, problems) = (new List<EnteredScore>(), new List<string>());
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            using var lines = new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text);
            using var csv = CsvReader.Create(lines, new CsvReaderOptions { TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw });
            csv.ReadHeader();
            var columns = csv.Headers.Select(header => header.Trim()).ToList();
            foreach (var missing in Columns.Except(columns)) problems.Add($"line 1: has no column \"{missing}\"");
            foreach (var unknown in columns.Except(Columns)) problems.Add($"line 1: has a column \"{unknown}\", which means nothing here");
            foreach (var twice in columns.GroupBy(c => c).Where(g => g.Count() > 1)) problems.Add($"line 1: has the column \"{twice.Key}\" twice");
            if (problems.Count > 0) return new([], problems);
            while (csv.Read())
            {
                if (csv.FieldCount != columns.Count) problems.Add($"line {csv.LineNumber}: has {csv.FieldCount} cells, and line 1 names {columns.Count} columns");
                else scores.Add(Row(csv.LineNumber, column => csv.GetString(columns.IndexOf(column)).Trim(), rules, scores, problems));
            }
        }
        catch (DecoderFallbackException)
        {
            problems.Add("is not UTF-8");
        }
        catch (CsvFormatException e)
        {
            problems.Add($"line {e.LineNumber}: a quoted cell is not closed, or has text after its closing quote");
        }
        return problems.Count > 0 ? new([], problems) : new(scores, []);
    }

    static EnteredScore Row(long line, Func<string, string> cell, RuleTable rules, List<EnteredScore> before, List<string> problems)
    {
        var row = new EnteredScore(cell("round"), cell("la_code"), cell("authority"), cell("service"), Score.Parse(cell("score")) ?? default, cell("source"), cell("synthetic") == "true", cell("note"));
        void Wrong(string column, string why) => problems.Add($"line {line}, {column}, \"{cell(column)}\": {why}");

        var known = rules.Round(row.Round) is not null;
        if (!known) Wrong("round", $"is none of {string.Join(", ", rules.Rounds.Select(r => r.Id))}");
        if (row.LaCode.Length != 3 || !row.LaCode.All(char.IsAsciiDigit)) Wrong("la_code", "is no DfES code of three digits");
        if (row.Authority.Length is 0 or > 100) Wrong("authority", "is the authority's name, at most 100 characters");
        else if (before.FirstOrDefault(b => b.LaCode == row.LaCode) is { } first && first.Authority != row.Authority) Wrong("authority", $"was \"{first.Authority}\" on a line before");
        var service = known ? rules.ServicesOf(row.Round).FirstOrDefault(s => s.Id == row.Service) : rules.Services.FirstOrDefault(s => s.Id == row.Service);
        if (service is null) Wrong("service", known ? $"is none of {string.Join(", ", rules.ServicesOf(row.Round).Select(s => s.Id))}" : "is none that is scored");
        if (Score.Parse(cell("score")) is null) Wrong("score", "is none of 1, 2, 3, 4, n/a, s/r, or a number with s/r behind it");
        else if (row.Score.IsNotApplicable && service?.MayBeNotApplicable == false) Wrong("score", "is for services that not every authority provides");
        if (row.Source.Length is 0 or > 500) Wrong("source", "says where the score is from, in at most 500 characters");
        if (cell("synthetic") is not ("true" or "false")) Wrong("synthetic", "is true or false");
        if (row.Note.Length > 500) Wrong("note", "has more than 500 characters");
        if (before.Any(b => (b.Round, b.LaCode, b.Service) == (row.Round, row.LaCode, row.Service))) Wrong("service", "was scored on a line before");
        return row;
    }
}
