using Apa.Protos.Letters.V1;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>The numerals of a text, those first that somebody has to look at; a finding is a word with a sign, never a colour alone.</summary>
static class FiguresTable
{
    /// <summary>Characters of a sentence that are shown.</summary>
    const int SentenceCharacters = 100;

    public static void Show(FigureCheck check, bool all, Terminal terminal)
    {
        var table = new Table().AddColumns("Numeral", "Finding", "What", "Sentence").Border(TableBorder.Rounded);
        foreach (var column in table.Columns.Take(2)) column.NoWrap();
        foreach (var numeral in Ordered(check).Where(numeral => all || numeral.Finding is not NumeralFinding.Name))
            table.AddRow(Markup.Escape(numeral.Text), Finding(numeral.Finding), Markup.Escape(numeral.What), Markup.Escape(Around(numeral)));
        if (table.Rows.Count > 0) terminal.Console.Write(table);
        terminal.Say($"{check.Contradicted} contradicted, {check.Unmatched} without a match, {check.Bound} bound, {check.Names} that only look like figures{(all || check.Names == 0 ? "" : " (--all shows them)")}");
    }

    /// <summary>What contradicts, then what matches nothing, then the rest, each as the text has it.</summary>
    public static IEnumerable<Numeral> Ordered(FigureCheck check) => check.Numerals.OrderBy(numeral => numeral.Finding switch
    {
        NumeralFinding.Contradicted => 0,
        NumeralFinding.Unmatched => 1,
        NumeralFinding.Bound => 2,
        _ => 3,
    });

    static string Finding(NumeralFinding finding) => finding switch
    {
        NumeralFinding.Contradicted => "[red]✗ contradicted[/]",
        NumeralFinding.Unmatched => "[yellow]? no match[/]",
        NumeralFinding.Bound => "[green]✓ bound[/]",
        _ => "[dim]· a name[/]",
    };

    /// <summary>The sentence around its numeral.</summary>
    public static string Around(Numeral numeral)
    {
        var sentence = numeral.Sentence;
        if (sentence.Length <= SentenceCharacters) return sentence;
        var at = Math.Max(0, sentence.IndexOf(numeral.Text, StringComparison.Ordinal));
        var from = Math.Clamp(at - ((SentenceCharacters - numeral.Text.Length) / 2), 0, sentence.Length - SentenceCharacters);
        return $"{(from > 0 ? "…" : "")}{sentence.Substring(from, SentenceCharacters).Trim()}{(from + SentenceCharacters < sentence.Length ? "…" : "")}";
    }
}
