using System.Globalization;

namespace Apa.Indicators;

/// <summary>Decimals on the wire.</summary>
static class Decimals
{
    /// <summary>Digits after the point that the wire takes.</summary>
    const int Places = 6;

    /// <summary>Null where empty, or where it is no decimal and a check has said so.</summary>
    public static decimal? Read(string text) =>
        Apa.Shared.Check.IsDecimal(text) ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) : null;

    /// <summary>As given: 5.50 stays 5.50.</summary>
    public static string Show(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A computed figure as it is shown, and as it is then compared: what one sees is what was weighed.</summary>
    public static decimal Computed(decimal value) => Math.Round(value, Places, MidpointRounding.AwayFromZero);
}
