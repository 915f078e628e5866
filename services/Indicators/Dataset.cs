using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Indicators;

/// <summary>A body of observations in versions: the last one may be open, all others are released and never change.</summary>
public sealed class Dataset
{
    public required string Id { get; init; }
    public required string Title { get; init; }

    public Provenance? Provenance { get; init; }

    /// <summary>Last day for returns; null: none set, nothing is late.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>How small numbers are withheld; null: they are not.</summary>
    public Proto.SuppressionRule? Suppression { get; init; }

    /// <summary>That rule, to test by.</summary>
    public SmallNumbers? SmallNumbers => Suppression is { } rule ? new(rule.NumeratorAtMost, rule.DenominatorAtMost) : null;

    /// <summary>Oldest first.</summary>
    public List<DatasetVersion> Versions { get; init; } = [];

    /// <summary>Rises with every change, also of the open version's observations: what was read is what is released.</summary>
    public long Etag { get; private set; } = 1;

    public string Name => Resource.Dataset(Id);

    DatasetVersion Latest => Versions.MaxBy(version => version.Version) ?? throw new InvalidOperationException($"{Name} has no version");

    /// <summary>The open version; refused where the latest is released.</summary>
    public DatasetVersion Open => !Latest.Released
        ? Latest
        : throw new Refusal("DATASET_VERSION_RELEASED", $"{Latest.Name} is released and never changes; no version of {Name} is open");

    /// <summary>A new dataset with its first version open.</summary>
    public static Dataset Create(Proto.Dataset given) => new()
    {
        Id = given.Id,
        Title = given.Title,
        Provenance = given.Provenance,
        Due = Place.Day(given.Due),
        Suppression = given.Suppression,
        Versions =
        {
            new()
            {
                DatasetId = given.Id,
                Version = 1,
                StatisticalNeighboursSet = Resource.Id(given.StatisticalNeighboursSet),
                ComparatorCouncilsSet = Resource.Id(given.ComparatorCouncilsSet),
            },
        },
    };

    /// <summary>Notes that the open version's observations changed.</summary>
    public void Changed(int added, bool synthetic)
    {
        Open.Observations += added;
        // Counted afresh at release; until then a version that ever held an invented value says so.
        Open.Synthetic |= synthetic;
        Etag++;
    }

    /// <summary>Releases the open version. Every version after the first says what changed.</summary>
    /// <param name="changelog">What changed, by kind and in words.</param>
    /// <param name="found">Kinds of revision that the difference to the version before holds.</param>
    /// <param name="synthetic">Whether any of its observations is invented.</param>
    public DatasetVersion Release(IReadOnlyList<ChangelogEntry> changelog, IReadOnlyCollection<string> found, bool synthetic, DateTimeOffset now)
    {
        var version = Open;
        if (version.Version == 1 && changelog.Count > 0)
            throw Invalid($"{version.Name} is the first: there is nothing before it that changed");
        if (version.Version > 1 && changelog.Count == 0)
            throw Invalid($"is required: what changed against {Resource.DatasetVersion(Id, version.Version - 1)}");
        var untold = found.Except(changelog.Select(line => line.Kind)).Order(StringComparer.Ordinal).ToList();
        if (untold.Count > 0)
            throw new Refusal("CHANGELOG_INCOMPLETE", $"{version.Name} differs from the version before in kinds that its changelog does not name: {string.Join(", ", untold)}",
                RefusalKind.State, [.. untold.Select(kind => new Violation("changelog", $"no entry names the kind {kind}, and there is such a difference"))]);
        version.Changelog = [.. changelog];
        version.Synthetic = synthetic;
        version.ReleasedAt = now;
        Etag++;
        return version;
    }

    /// <summary>Opens the next version; it says what the released one does until observations are put.</summary>
    /// <param name="neighbours">Another set for the statistical neighbours; null: as before.</param>
    /// <param name="councils">Another set for the comparator councils; null: as before.</param>
    public void OpenNext(string? neighbours = null, string? councils = null)
    {
        if (!Latest.Released) throw new Refusal("DATASET_VERSION_OPEN", $"{Latest.Name} is open; release it first");
        Versions.Add(new()
        {
            DatasetId = Id,
            Version = Latest.Version + 1,
            Observations = Latest.Observations,
            Synthetic = Latest.Synthetic,
            StatisticalNeighboursSet = neighbours ?? Latest.StatisticalNeighboursSet,
            ComparatorCouncilsSet = councils ?? Latest.ComparatorCouncilsSet,
        });
        Etag++;
    }

    static Refusal Invalid(string why) => new("INVALID_ARGUMENT", $"changelog: {why}", RefusalKind.Invalid, [new("changelog", why)]);
}

/// <summary>A version of a dataset.</summary>
public sealed class DatasetVersion
{
    public required string DatasetId { get; init; }
    public required int Version { get; init; }

    /// <summary>When it was released; null while open.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>How many observations it holds, its own and those it goes on with.</summary>
    public int Observations { get; set; }
    public bool Synthetic { get; set; }
    public List<ChangelogEntry> Changelog { get; set; } = [];

    /// <summary>Comparator set for statistical neighbours; null: none, and its comparisons are not available.</summary>
    public string? StatisticalNeighboursSet { get; init; }

    /// <summary>Comparator set for comparator councils; null: none.</summary>
    public string? ComparatorCouncilsSet { get; init; }

    public bool Released => ReleasedAt is not null;
    public string Name => Resource.DatasetVersion(DatasetId, Version);
}

/// <summary>What changed against the version before.</summary>
/// <param name="Kind">One of <see cref="Revision.Kinds"/>.</param>
/// <param name="Description">What and why.</param>
public sealed record ChangelogEntry(string Kind, string Description);
