namespace Apa.Indicators;

/// <summary>Kinds of revision between two versions of a dataset, as a changelog names them.</summary>
public static class Revision
{
    /// <summary>A figure.</summary>
    public const string Value = "value";

    /// <summary>A title, without a change of data.</summary>
    public const string Label = "label";

    /// <summary>A band was numbered wrongly, its limits stay.</summary>
    public const string BandColour = "band-colour";

    /// <summary>Limits of bands, as those of a new year.</summary>
    public const string BandsUprated = "bands-uprated";

    /// <summary>Numerator or denominator: what is counted over.</summary>
    public const string Denominator = "denominator";

    /// <summary>Cases that are left out now; cannot be seen in the numbers.</summary>
    public const string Exclusions = "exclusions";

    /// <summary>Cases that had been missed; cannot be seen in the numbers.</summary>
    public const string Omission = "omission";

    /// <summary>Another set of comparators.</summary>
    public const string ComparatorSet = "comparator-set";

    /// <summary>A light that was missing or wrong; cannot be seen in the numbers.</summary>
    public const string Light = "light";

    /// <summary>Periods before those there were.</summary>
    public const string PeriodExtended = "period-extended";

    /// <summary>Which way is good.</summary>
    public const string Polarity = "polarity";

    /// <summary>How final a value is, or what is unclear about it.</summary>
    public const string Status = "status";

    /// <summary>An indicator came in.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>What an indicator counts, its unit or its codes.</summary>
    public const string Definition = "definition";

    public static readonly IReadOnlyList<string> Kinds =
        [Value, Label, BandColour, BandsUprated, Denominator, Exclusions, Omission, ComparatorSet, Light, PeriodExtended, Polarity, Status, Catalogue, Definition];
}
