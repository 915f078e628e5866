using System.Runtime.InteropServices;

namespace Apa.Indicators.Importing;

/// <summary>One observation on its way into a batch, checked and with its indicator and place known.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Missing">Why there is no value; unspecified where there is one.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ArrivingRow(
    int Line, string Indicator, string Geography, Period Period, decimal? Value, Proto.MissingReason Missing,
    decimal? Numerator, decimal? Denominator, decimal? Target, Proto.ObservationStatus Status);
