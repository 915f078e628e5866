using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Indicators;

/// <summary>A body of observations in versions: the last one may be open, all others are released and never change.</summary>
public sealed class Dataset
{
    public required string Id { get; init; }
    public required string Title { get; init; }

    /// <summary>Comparator set for statistical neighbours; null: none, and its comparisons are not available.</summary>
    public string? StatisticalNeighboursSet { get; init; }

    /// <summary>Comparator set for comparator councils; null: none.</summary>
    public string? ComparatorCouncilsSet { get; init; }
    public Provenance? Provenance { get; init; }

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
        StatisticalNeighboursSet = Resource.Id(given.StatisticalNeighboursSet),
        ComparatorCouncilsSet = Resource.Id(given.ComparatorCouncilsSet),
        Provenance = given.Provenance,
        Versions = { new() { DatasetId = given.Id, Version = 1 } },
    };

    /// <summary>A version by its number, to be shown; null where there is none, refused while it is open.</summary>
    public DatasetVersion? ReleasedVersion(int number) => Versions.Find(version => version.Version == number) switch
    {
        { Released: false } open => throw new Refusal("DATASET_VERSION_OPEN", $"{open.Name} is still open; profiles are of released versions"),
        var version => version,
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
    public DatasetVersion Release(IReadOnlyList<ChangelogEntry> changelog, bool synthetic, DateTimeOffset now)
    {
        var version = Open;
        if (version.Version == 1 && changelog.Count > 0)
            throw Invalid($"{version.Name} is the first: there is nothing before it that changed");
        if (version.Version > 1 && changelog.Count == 0)
            throw Invalid($"is required: what changed against {Resource.DatasetVersion(Id, version.Version - 1)}");
        version.Changelog = [.. changelog];
        version.Synthetic = synthetic;
        version.ReleasedAt = now;
        Etag++;
        return version;
    }

    /// <summary>Opens the next version; it says what the released one does until observations are put.</summary>
    public void OpenNext()
    {
        if (!Latest.Released) throw new Refusal("DATASET_VERSION_OPEN", $"{Latest.Name} is open; release it first");
        Versions.Add(new() { DatasetId = Id, Version = Latest.Version + 1, Observations = Latest.Observations, Synthetic = Latest.Synthetic });
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

    public bool Released => ReleasedAt is not null;
    public string Name => Resource.DatasetVersion(DatasetId, Version);
}

/// <summary>What changed against the version before.</summary>
/// <param name="Kind">value, label, band, denominator, comparator-set …</param>
/// <param name="Description">What and why.</param>
public sealed record ChangelogEntry(string Kind, string Description);
