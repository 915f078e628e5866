using System.Globalization;

namespace Apa.Portal.Charts;

/// <summary>
/// Values by period as lines: each line has a dash and a mark of its own, so that it is told apart in print and without colour. The
/// numbers stand in a table beside it.
/// </summary>
/// <param name="Title">What is shown.</param>
/// <param name="Periods">Labels, oldest first.</param>
/// <param name="Lines">One per place, a value per period; null: none.</param>
public sealed record TrendChart(string Title, IReadOnlyList<string> Periods, IReadOnlyList<TrendChart.Line> Lines)
{
    /// <param name="Name">Whose values.</param>
    /// <param name="Values">One per period.</param>
    public sealed record Line(string Name, IReadOnlyList<decimal?> Values);

    public const int Width = 640, Height = 280, Left = 56, Right = 16, Top = 16, Bottom = 40;
    static readonly string[] Dashes = ["none", "8 4", "2 4", "12 4 2 4"];
    static readonly string[] Colours = ["#1d70b8", "#0b0c0c", "#00703c", "#d4351c"];

    IEnumerable<decimal> All => Lines.SelectMany(l => l.Values).OfType<decimal>();

    /// <summary>Whether there is anything to draw a line of.</summary>
    public bool IsWorthDrawing => Periods.Count > 1 && Lines.Any(l => l.Values.Count(v => v is not null) > 1);

    decimal Low => All.Min() - Margin;
    decimal High => All.Max() + Margin;
    decimal Margin => All.Max() == All.Min() ? 1 : (All.Max() - All.Min()) * 0.1m;

    public string X(int period) => Number(Left + ((Width - Left - Right) * period / (decimal)Math.Max(1, Periods.Count - 1)));
    public string Y(decimal value) => Number(Top + ((Height - Top - Bottom) * (High - value) / (High - Low)));

    /// <summary>Four values of the scale, where lines across help the eye.</summary>
    public IEnumerable<decimal> Ticks => Enumerable.Range(0, 4).Select(i => Low + ((High - Low) * i / 3));

    public static string Tick(decimal value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
    public static string Dash(int line) => Dashes[line % Dashes.Length];
    public static string Colour(int line) => Colours[line % Colours.Length];

    /// <summary>A line in pieces: a period without a value interrupts it.</summary>
    public IEnumerable<string> Pieces(Line line)
    {
        ArgumentNullException.ThrowIfNull(line);
        List<string> points = [];
        for (var i = 0; i <= line.Values.Count; i++)
        {
            if (i < line.Values.Count && line.Values[i] is { } value) points.Add($"{X(i)},{Y(value)}");
            else if (points.Count > 0)
            {
                yield return string.Join(' ', points);
                points = [];
            }
        }
    }

    static string Number(decimal number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}
