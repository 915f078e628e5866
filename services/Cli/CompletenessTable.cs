using Apa.Protos.Indicators.V1;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>Who has returned what: a row for each indicator, a sign for each authority.</summary>
static class CompletenessTable
{
    const char In = '■', Late = '◐', Missing = '·';

    public static void Show(Completeness matrix, Terminal terminal)
    {
        var due = matrix.Due.Length == 0 ? "no due day set" : $"due by {matrix.Due}";
        var table = new Table().Title(Markup.Escape($"{matrix.DatasetVersion}, {due}")).Expand();
        // LA codes stand upright above their columns.
        var codes = string.Join('\n', Enumerable.Range(0, 3).Select(digit => string.Concat(matrix.LaCodes.Select(c => digit < c.Length ? c[digit] : ' '))));
        table.AddColumns("Indicator", "Period", "In", "Late", "Missing");
        table.AddColumn(new TableColumn(Markup.Escape(codes)).NoWrap());
        foreach (var row in matrix.Rows)
            table.AddRow(
                Markup.Escape(DatasetNames.Short(row.Indicator)),
                Markup.Escape(row.Period?.Label ?? "-"),
                $"{row.Have} of {matrix.LaCodes.Count}",
                $"{row.States.Count(s => s is ReturnState.Late)}",
                $"{row.States.Count(s => s is ReturnState.Missing)}",
                string.Concat(row.States.Select(Sign)));
        terminal.Console.Write(table);
        terminal.Say($"{In} in   {Late} late   {Missing} missing; LA codes are read downwards");
    }

    static char Sign(ReturnState state) => state switch { ReturnState.In => In, ReturnState.Late => Late, _ => Missing };
}
