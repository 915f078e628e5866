using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>A framework version, whole; it never changes.</summary>
public sealed class LoadedFramework
{
    public required string Id { get; init; }
    public required int Version { get; init; }
    public required Framework Document { get; init; }
}

/// <summary>A document of a publication, as pulled and checked.</summary>
public sealed class StoredDocument
{
    public required Guid PublicationUid { get; init; }
    public required string FileName { get; init; }
    public required byte[] Data { get; init; }
}
