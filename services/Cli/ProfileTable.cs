using System.Globalization;
using Apa.Protos.Indicators.V1;
using Spectre.Console;

namespace Apa.Cli;

/// <summary>A profile as a table for the terminal: lights are words with a sign, never a colour alone.</summary>
static class ProfileTable
{
    public static void Show(Apa.Protos.Indicators.V1.Profile profile, bool all, Terminal terminal)
    {
        var shown = profile.Rows.Select(r => r.Values.LastOrDefault()).OfType<ProfileValue>().ToList();
        // Where everything was invented the title says it once; else each invented value says it.
        var mixed = profile.Synthetic && !shown.All(v => v.Synthetic);
        var invented = !profile.Synthetic ? "" : mixed ? "PARTLY SYNTHETIC, some values are invented: " : "SYNTHETIC, all values are invented: ";
        var table = new Table().Title(Markup.Escape($"{invented}{profile.Authority.FormalName}, {profile.DatasetVersion}"));
        table.AddColumns("Indicator", "Period", "Value", "Trend", "England", "Neighbours", "Rank", "Quartile", "Band");
        table.Columns[2].RightAligned();
        foreach (var outcome in profile.Rows.Where(r => all || r.Values.Count > 0).GroupBy(r => r.Indicator.Outcome))
        {
            table.AddRow(new Markup($"[bold]{Markup.Escape(outcome.Key)}[/]"));
            foreach (var row in outcome) Add(table, row, mixed);
        }
        terminal.Console.Write(table);
        if (decimal.TryParse(profile.LightTolerance, CultureInfo.InvariantCulture, out var tolerance))
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"in line is up to {tolerance * 100:0.##}% off the figure compared with"));
        var without = profile.Rows.Count(r => r.Values.Count == 0);
        if (!all && without > 0) terminal.Say($"{without} indicators without data; --all shows them");
        if (profile.Suppression is { } rule)
            terminal.Say($"small numbers are withheld: numerator up to {rule.NumeratorAtMost} or denominator up to {rule.DenominatorAtMost}");
        terminal.Say("how a figure came about: ./apa explain LA INDICATOR FIGURE");
    }

    static void Add(Table table, ProfileRow row, bool mixed)
    {
        var latest = row.Values.LastOrDefault();
        table.AddRow(
            Markup.Escape($"{row.Indicator.Code} {row.Indicator.Title}"),
            Markup.Escape(latest?.Period.Label ?? "-"),
            Markup.Escape(latest is null ? "not available" : Value(latest, row.Indicator, mixed)),
            Markup.Escape(Sparkline([.. row.Values.Select(v => v.Value)])),
            Against(row.England, row.Indicator.Decimals, ""),
            Against(row.StatisticalNeighbours, row.Indicator.Decimals, Method(row.StatisticalNeighbours)),
            row.Rank == 0 ? "-" : $"{row.Rank} of {row.RankOf}",
            row.Quartile.Length == 0 ? "-" : Markup.Escape(row.Quartile),
            row.Band == 0 ? "not known" : $"{row.Band} of 5");
    }

    static string Value(ProfileValue value, Indicator indicator, bool mixed) => value.Value.Length == 0
        ? Missing(value.Missing)
        : $"{Rounded(value.Value, indicator.Decimals)} {indicator.Unit}{(mixed && value.Synthetic ? " synthetic" : "")}{(value.Doubt.Length > 0 ? " (doubtful)" : "")}";

    public static string Missing(MissingReason reason) => reason switch
    {
        MissingReason.NotApplicable => "not applicable",
        MissingReason.Suppressed => "suppressed",
        MissingReason.NotCollected => "not collected",
        _ => "not available",
    };

    /// <summary>The figure with how it was made, and how the authority stands to it.</summary>
    static string Against(ComparisonFigure? figure, int decimals, string made)
    {
        if (figure is null || figure.Value.Length == 0) return Lit(Light.NotAvailable) + (made.Length == 0 ? "" : $" [dim]{Markup.Escape(made)}[/]");
        // A figure without a light: the authority's own value or the polarity is missing.
        var lit = figure.Light is Light.NotAvailable or Light.Unspecified ? "[dim]? no light[/]" : Lit(figure.Light);
        return $"{Markup.Escape(Rounded(figure.Value, decimals))} {lit}" + (made.Length == 0 ? "" : $" [dim]{Markup.Escape(made)}[/]");
    }

    static string Method(ComparisonFigure? figure) => figure is null || figure.Listed == 0
        ? ""
        : $"{(figure.Method is Apa.Protos.Indicators.V1.Method.Median ? "median" : "mean")} of {figure.WithData} of {figure.Listed}";

    static string Lit(Light light) => light switch
    {
        Light.Better => $"[green]{Word(light)}[/]",
        Light.Worse => $"[red]{Word(light)}[/]",
        Light.InLine => Word(light),
        _ => $"[dim]{Word(light)}[/]",
    };

    /// <summary>A light as a sign and a word.</summary>
    public static string Word(Light light) => light switch
    {
        Light.Better => "✓ better",
        Light.InLine => "= in line",
        Light.Worse => "✗ worse",
        _ => "? not available",
    };

    /// <summary>As many digits as the indicator shows; what is no decimal is shown as it stands.</summary>
    static string Rounded(string value, int decimals) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Math.Round(number, decimals, MidpointRounding.AwayFromZero).ToString($"N{decimals}", CultureInfo.InvariantCulture)
            : value;

    /// <summary>Values as a line of bars from lowest to highest; a missing one is a dot, and equal ones stand in the middle.</summary>
    public static string Sparkline(IReadOnlyList<string> values)
    {
        const string bars = "▁▂▃▄▅▆▇█";
        var numbers = values.Select(v => decimal.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : (decimal?)null).ToList();
        if (numbers.Count(n => n is not null) < 2) return "";
        var (low, high) = (numbers.Min()!.Value, numbers.Max()!.Value);
        return string.Concat(numbers.Select(n => n is not { } number ? '·'
            : high == low ? bars[3]
            : bars[(int)Math.Round((number - low) / (high - low) * (bars.Length - 1), MidpointRounding.AwayFromZero)]));
    }
}
