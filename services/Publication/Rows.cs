using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>A framework version, whole; it never changes, but for titles of areas where it came without.</summary>
public sealed class LoadedFramework
{
    public required string Id { get; init; }
    public required int Version { get; init; }
    public required Framework Document { get; set; }
}

/// <summary>A document of a publication, as pulled and checked.</summary>
public sealed class StoredDocument
{
    public required Guid PublicationUid { get; init; }
    public required string FileName { get; init; }
    public required byte[] Data { get; init; }
}

/// <summary>A manifest as it was signed; it never changes, but for what it is known to agree with.</summary>
public sealed class StoredManifest
{
    public required string RoundId { get; init; }

    /// <summary>From 1, by round.</summary>
    public required long Revision { get; init; }

    /// <summary>The round as it was, by the sum of its row versions: where that has not risen, nothing of it has changed.</summary>
    public required long Basis { get; set; }

    /// <summary>How many withdrawals it knows of: with one more it is served no longer.</summary>
    public required int Withdrawals { get; init; }

    /// <summary>The bytes that were signed.</summary>
    public required byte[] Json { get; init; }

    /// <summary>Detached JWS over them.</summary>
    public required string Signature { get; init; }

    /// <summary>The public key that it was signed with.</summary>
    public required string Jwk { get; init; }
}

/// <summary>Something that was read before its release.</summary>
public sealed class PreReleaseRead
{
    /// <summary>UUIDv7.</summary>
    public required Guid Uid { get; init; }

    /// <summary>The access that let it be read.</summary>
    public required Guid AccessUid { get; init; }

    public required Guid PublicationUid { get; init; }

    /// <summary>Empty where the publication itself was read.</summary>
    public required string FileName { get; init; }

    /// <summary>The document's, lower-case hex; empty with its name.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset At { get; init; }
}
