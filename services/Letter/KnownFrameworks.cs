using System.Collections.Concurrent;
using Apa.Protos.Types.V1;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters;

/// <summary>Framework versions that were read before: nearly every call asks for one, it is long, and it never changes.</summary>
public sealed class KnownFrameworks
{
    readonly ConcurrentDictionary<(string Id, int Version), Proto.Framework> known = [];

    /// <summary>Null where that version was not put yet. Nobody changes what this returns.</summary>
    public async Task<Proto.Framework?> Find(LetterDb db, FrameworkRef reference, CancellationToken ct)
    {
        if (known.TryGetValue((reference.Id, reference.Version), out var framework)) return framework;
        var loaded = await db.Frameworks.AsNoTracking().FirstOrDefaultAsync(f => f.Id == reference.Id && f.Version == reference.Version, ct);
        return loaded is null ? null : known.GetOrAdd((reference.Id, reference.Version), loaded.Document);
    }
}
