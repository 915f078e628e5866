using Microsoft.Extensions.Caching.Memory;

namespace Apa.Indicators;

/// <summary>Which stored rows; released versions never change, so nothing here is ever stale.</summary>
/// <param name="Outcome">Only this outcome; empty: all.</param>
public sealed record ProfileKey(string DatasetId, int Version, string LaCode, string Outcome, bool Withheld);

/// <summary>Rows of a profile as they go out.</summary>
/// <param name="Suppression">The rule by which they leave something out; null: they leave nothing out.</param>
public sealed record CachedProfile(IReadOnlyList<byte[]> Rows, bool Synthetic, Proto.SuppressionRule? Suppression);

/// <summary>Rows of the profiles asked for lately, up to 64 MiB.</summary>
public sealed class ProfileCache : IDisposable
{
    readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });

    public bool TryGet(ProfileKey key, out CachedProfile? profile) => cache.TryGetValue(key, out profile);

    public CachedProfile Add(ProfileKey key, CachedProfile profile) =>
        cache.Set(key, profile, new MemoryCacheEntryOptions { Size = 200 + profile.Rows.Sum(bytes => (long)bytes.Length) });

    public void Dispose() => cache.Dispose();
}
