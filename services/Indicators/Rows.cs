namespace Apa.Indicators;

/// <summary>An indicator of the catalogue as it is now.</summary>
public sealed class Measure
{
    public required string Id { get; init; }
    public required string Outcome { get; set; }
    public required Proto.Indicator Document { get; set; }
}

/// <summary>A comparator set without its lists; once put it never changes.</summary>
public sealed class ComparatorSet
{
    public required string Id { get; init; }
    public required Proto.ComparatorKind Kind { get; init; }
    public required Proto.ComparatorSet Document { get; init; }
}

/// <summary>The comparators of one authority in a set.</summary>
public sealed class ComparatorList
{
    public required string SetId { get; init; }
    public required string LaCode { get; init; }
    public required Proto.ComparatorList Document { get; init; }
}

/// <summary>
/// The catalogue as it was when a version was released: a band or polarity that is put right later is a change of the next
/// version, and leaves this one as it was.
/// </summary>
public sealed class FrozenCatalogue
{
    public required string DatasetId { get; init; }
    public required int Version { get; init; }
    public required Proto.ListIndicatorsResponse Document { get; init; }
}
