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

/// <summary>A file that was read; what became of it is in the message.</summary>
public sealed class ImportedFile
{
    /// <summary>UUIDv7.</summary>
    public required Guid Uid { get; init; }
    public required string DatasetId { get; init; }

    /// <summary>The version that was open.</summary>
    public required int Version { get; init; }

    /// <summary>SHA-256 over the file's own and how it was read.</summary>
    public required string Fingerprint { get; init; }
    public required Proto.ImportState State { get; init; }

    /// <summary>The partition of its observations; null where there is none.</summary>
    public int? Batch { get; init; }
    public required Proto.Import Document { get; init; }
}

/// <summary>The rules by which imports are looked at: one row.</summary>
public sealed class ValidationRuleSet
{
    public int Id { get; init; } = 1;
    public required Proto.ValidationRules Document { get; set; }
}

/// <summary>A value that was put right, with what it said before and why.</summary>
public sealed class CorrectedValue
{
    /// <summary>UUIDv7.</summary>
    public required Guid Uid { get; init; }
    public required string DatasetId { get; init; }
    public required int Version { get; init; }
    public required Proto.Correction Document { get; init; }
}
