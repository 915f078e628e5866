using System.Globalization;
using Apa.Protos.Indicators.V1;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>What became of a file, in words: faults line by line, what is to be mapped, and the closing line.</summary>
static class ImportReport
{
    /// <summary>Everything that was found, then how it ended.</summary>
    public static void Show(Import import, Terminal terminal)
    {
        Problems(terminal, "Faults", import.Problems, import.ProblemsTotal);
        Problems(terminal, "Warnings", import.Warnings, import.WarningsTotal);
        Unmatched(terminal, "Indicators to be mapped", import.UnmatchedIndicators);
        Unmatched(terminal, "Places to be mapped", import.UnmatchedGeographies);
        foreach (var line in Closing(import)) terminal.Say(line);
    }

    /// <summary>The counts of an import as its last lines.</summary>
    public static IEnumerable<string> Closing(Import import)
    {
        yield return $"{import.FileName}: {Count(import.RowsRead)} rows read, {Count(import.RowsKept)} kept, {Count(import.RowsMissing)} of them missing, {Count(import.RowsRefused)} refused";
        if (import.State is ImportState.Refused)
        {
            yield return $"refused: nothing of it is in {import.DatasetVersion}";
            yield break;
        }
        var would = import.State is ImportState.Validated ? "looked at only, would be " : "";
        yield return $"{import.DatasetVersion}: {would}{Count(import.Added)} added, {Count(import.Replaced)} replaced, {Count(import.Unchanged)} unchanged"
            + (import.Synthetic ? "; synthetic" : "");
        if (import.Repeated) yield return "the same file with the same mapping was imported before: nothing was changed";
        if (import.Name.Length > 0) yield return import.Name;
    }

    /// <summary>Problems of any file, one a line.</summary>
    public static void Problems(Terminal terminal, string title, IReadOnlyCollection<RowProblem> problems, long total)
    {
        if (problems.Count == 0) return;
        terminal.Begin($"{title}: {Count(total)}");
        foreach (var problem in problems) terminal.Say(Line(problem));
        if (total > problems.Count) terminal.Say($"… and {Count(total - problems.Count)} more that are not listed");
    }

    /// <summary>One problem: <c>line 12, column Value, "abc": is no number</c>.</summary>
    public static string Line(RowProblem problem) =>
        $"line {problem.Line}"
        + (problem.Column.Length == 0 ? "" : $", column {problem.Column}")
        + (problem.Value.Length == 0 ? "" : $", \"{problem.Value.ReplaceLineEndings("⏎")}\"")
        + $": {problem.Why}"
        + (problem.Rule.Length == 0 ? "" : $" (rule {problem.Rule})");

    static void Unmatched(Terminal terminal, string title, Google.Protobuf.Collections.RepeatedField<Unmatched> unmatched)
    {
        if (unmatched.Count == 0) return;
        var table = new Table().Title(Markup.Escape(title)).AddColumns("As the file names it", "Rows");
        foreach (var words in unmatched) table.AddRow(Markup.Escape(words.Text), Count(words.Rows));
        terminal.Console.Write(table);
    }

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
