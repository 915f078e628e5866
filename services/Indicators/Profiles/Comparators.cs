namespace Apa.Indicators;

/// <summary>The comparators of one authority by one set.</summary>
/// <param name="Set">Name of the set; empty where the dataset has none.</param>
/// <param name="List">By rank; empty where no list is known.</param>
/// <param name="Synthetic">Whether the set was invented.</param>
public sealed record Comparators(string Set, IReadOnlyList<Proto.Comparator> List, bool Synthetic)
{
    public static readonly Comparators None = new("", [], false);
}

/// <summary>What a version of a dataset sets an authority beside, apart from the numbers.</summary>
public sealed class Setting
{
    /// <summary>Every authority of any time.</summary>
    public required IReadOnlyList<Validity> Authorities { get; init; }

    /// <summary>Statistical neighbours, by LA code.</summary>
    public required Func<string, Comparators> Neighbours { get; init; }

    /// <summary>Comparator councils, by LA code.</summary>
    public required Func<string, Comparators> Councils { get; init; }

    /// <summary>The dataset's rule for small numbers; null: none.</summary>
    public SmallNumbers? SmallNumbers { get; init; }
}
