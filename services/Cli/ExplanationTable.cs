using System.Globalization;
using Apa.Protos.Indicators.V1;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>How a figure came about, for the terminal: the figure, the values it was made of, and what was left out and why.</summary>
static class ExplanationTable
{
    /// <summary>So many places left out are still listed one by one.</summary>
    const int FewLeftOut = 20;

    public static void Show(Explanation explanation, string la, string title, Terminal terminal)
    {
        terminal.Begin($"{title}{(explanation.Synthetic ? " (synthetic: made of invented values)" : "")}");
        terminal.Say($"{(explanation.Result.Length == 0 ? "not available" : explanation.Result)}: {explanation.How}");
        terminal.Say($"period {explanation.Period?.Label ?? "not available"}, own value {(explanation.Own.Length == 0 ? "missing" : explanation.Own)}"
            + (explanation.Light is Light.Better or Light.InLine or Light.Worse ? $", {ProfileTable.Word(explanation.Light)}" : "")
            + (explanation.Set.Length == 0 ? "" : $", set {DatasetNames.Short(explanation.Set)}"));
        if (explanation.Inputs.Count == 0) return;

        var (used, leftOut) = (explanation.Inputs.Where(i => i.LeftOut.Length == 0).ToList(), explanation.Inputs.Where(i => i.LeftOut.Length > 0).ToList());
        var ranked = explanation.Inputs.Any(i => i.Rank > 0);
        // A set's places stand in its order; a whole country's by their values.
        var listed = ranked || leftOut.Count <= FewLeftOut && used.Count <= FewLeftOut ? explanation.Inputs : (IEnumerable<ExplainedInput>)[.. used.OrderBy(Number)];
        var table = new Table();
        if (ranked) table.AddColumns("Rank", "Closeness");
        table.AddColumns("Place", "Period").AddColumn(new TableColumn("Value").RightAligned()).AddColumn("Used");
        foreach (var input in listed) table.AddRow([.. Cells(input, la, ranked)]);
        if (table.Rows.Count > 0) terminal.Console.Write(table);
        terminal.Say($"{used.Count} of {explanation.Inputs.Count} {(explanation.Inputs.Count == 1 ? "value" : "values")} used");
        if (listed.Count() < explanation.Inputs.Count)
            foreach (var reason in leftOut.GroupBy(i => i.LeftOut))
                terminal.Say($"left out, {reason.Key}: {reason.Count()} places"
                    + (reason.Count() <= FewLeftOut ? $" ({string.Join(", ", reason.Select(i => i.DisplayName))})" : "; --json names them"));
    }

    static IEnumerable<string> Cells(ExplainedInput input, string la, bool ranked)
    {
        if (ranked)
        {
            yield return input.Rank == 0 ? "" : $"{input.Rank}";
            yield return Markup.Escape(input.Closeness);
        }
        var place = Markup.Escape($"{input.DisplayName} ({DatasetNames.Short(input.Geography)})");
        yield return input.Geography == DatasetNames.Geography(la) ? $"[bold]{place} ←[/]" : place;
        yield return Markup.Escape(input.Period?.Label ?? "");
        yield return Markup.Escape(input.Value.Length == 0 ? "-" : input.Value + (input.Synthetic ? " synthetic" : ""));
        yield return input.LeftOut.Length == 0 ? "yes" : Markup.Escape($"no: {input.LeftOut}");
    }

    static decimal Number(ExplainedInput input) =>
        decimal.TryParse(input.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : decimal.MaxValue;
}
