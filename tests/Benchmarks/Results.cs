using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Apa.Benchmarks;

/// <summary>Where a benchmark runs.</summary>
/// <param name="Root">The repository's root.</param>
/// <param name="State">The state directory: results go to bench/ below it, a stack of its own runs in bench/stack.</param>
sealed record Place(string Root, string State)
{
    public string Bench => Path.Combine(State, "bench");
    public string Stack => Path.Combine(Bench, "stack");
}

/// <summary>One measure against its bare limit, both of the same run; what does not apply is null.</summary>
/// <param name="Ours">What ours does, in the unit.</param>
/// <param name="Limit">What the bare limit does.</param>
/// <param name="Ratio">Ours over limit.</param>
/// <param name="Wanted">What the ratio, or ours where there is no limit, should be.</param>
sealed record Measure(
    [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("unit")] string Unit, [property: JsonPropertyName("ours")] double Ours,
    [property: JsonPropertyName("limit")] double? Limit = null, [property: JsonPropertyName("ratio")] double? Ratio = null,
    [property: JsonPropertyName("p50_ms")] double? P50 = null, [property: JsonPropertyName("p99_ms")] double? P99 = null,
    [property: JsonPropertyName("rss_mb")] double? Rss = null, [property: JsonIgnore] string Wanted = "");

static class Results
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Shows the measures and writes <c>bench/{name}.json</c>.</summary>
    public static async Task Tell(Place place, string name, IReadOnlyList<Measure> measures, CancellationToken ct)
    {
        var table = new Table().AddColumns("measure", "unit", "ours", "limit", "ratio", "p50 ms", "p99 ms", "RSS MB", "wanted");
        foreach (var one in measures)
            table.AddRow(one.Name, one.Unit, Text(one.Ours), Text(one.Limit), Text(one.Ratio), Text(one.P50), Text(one.P99), Text(one.Rss), one.Wanted);
        AnsiConsole.Write(table);
        var file = Path.Combine(place.Bench, $"{name}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(measures, Readable), ct);
        AnsiConsole.WriteLine(file);
    }

    public static double Middle(IEnumerable<double> numbers)
    {
        List<double> sorted = [.. numbers.Order()];
        return sorted[sorted.Count / 2];
    }

    static string Text(double? number) => number switch
    {
        null => "",
        >= 1000 => number.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => number.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
