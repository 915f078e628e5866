using Apa.Protos.Types.V1;

namespace Apa.Indicators;

/// <summary>
/// What a dataset says of one indicator, place and period, from one of its versions on until another says otherwise. So a
/// version that changes ten values stores ten rows, and every version can still be read as it was.
/// </summary>
public sealed class Observation
{
    public required string DatasetId { get; init; }
    public required string IndicatorId { get; init; }
    public required string GeographyCode { get; init; }
    public required string PeriodLabel { get; init; }
    public required PeriodKind PeriodKind { get; init; }

    /// <summary>Whether it is a median over authorities rather than the place's own figure; England only.</summary>
    public required bool Median { get; init; }

    /// <summary>First version that says so.</summary>
    public required int Since { get; init; }

    /// <summary>The import that brought it; 0: written by hand. Each import has a partition of its own.</summary>
    public int Batch { get; init; }

    /// <summary>Line of the imported file; 0: written by hand.</summary>
    public int Line { get; init; }

    /// <summary>Day on which it came.</summary>
    public required DateOnly Entered { get; init; }

    /// <summary>First version that no longer does; null: none yet.</summary>
    public int? Until { get; private set; }

    public required DateOnly PeriodStart { get; set; }
    public required DateOnly PeriodEnd { get; set; }

    /// <summary>The value, exact; null where it is missing.</summary>
    public decimal? Value { get; set; }

    /// <summary>Why there is no value.</summary>
    public Proto.MissingReason Missing { get; set; }
    public decimal? Numerator { get; set; }
    public decimal? Denominator { get; set; }
    public decimal? Target { get; set; }
    public Proto.ObservationStatus Status { get; set; }

    /// <summary>What is unclear about it in its source.</summary>
    public string Doubt { get; set; } = "";
    public Provenance? Provenance { get; set; }

    /// <summary>Whether it was invented.</summary>
    public bool Synthetic { get; set; }

    public Period Period => new(PeriodLabel, PeriodKind, PeriodStart, PeriodEnd);

    /// <summary>What an observation is known by within a dataset.</summary>
    public ObservationKey Key => new(IndicatorId, GeographyCode, PeriodLabel, PeriodKind, Median);

    /// <summary>Whether another one of the same key says the same.</summary>
    public bool SaysAs(Observation other) => Content.Equals(other.Content);

    /// <summary>Ends what earlier versions said; they still say it.</summary>
    public void EndBefore(int version) => Until = version;

    /// <summary>Takes over what another one says, within a version that is open.</summary>
    public void Take(Observation other) =>
        (PeriodStart, PeriodEnd, Value, Missing, Numerator, Denominator, Target, Status, Doubt, Provenance, Synthetic) = other.Content;

    (DateOnly, DateOnly, decimal?, Proto.MissingReason, decimal?, decimal?, decimal?, Proto.ObservationStatus, string, Provenance?, bool) Content =>
        (PeriodStart, PeriodEnd, Value, Missing, Numerator, Denominator, Target, Status, Doubt, Provenance, Synthetic);
}

/// <summary>Indicator, place, period and whether it is a median.</summary>
public sealed record ObservationKey(string Indicator, string Geography, string Label, PeriodKind Kind, bool Median);
