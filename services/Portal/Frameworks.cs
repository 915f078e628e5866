using System.Collections.Concurrent;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using static Apa.Protos.Judgements.V1.JudgementService;

namespace Apa.Portal;

/// <summary>What a framework calls its outcomes, areas and grades. A version never changes, so it is asked for once.</summary>
public sealed class Frameworks
{
    readonly ConcurrentDictionary<string, Framework> kept = new();

    public async Task<Framework> Get(JudgementServiceClient judgement, FrameworkRef reference, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(reference);
        var name = $"frameworks/{reference.Id}/versions/{reference.Version}";
        return kept.TryGetValue(name, out var known) ? known : kept[name] = await judgement.GetFrameworkAsync(new() { Name = name }, cancellationToken: ct);
    }

    /// <summary>Titles of outcomes by id, of the newest framework that names each; for figures that belong to no framework.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OutcomeTitles(JudgementServiceClient judgement, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        var listed = await judgement.ListFrameworksAsync(new() { PageSize = 1000 }, cancellationToken: ct);
        var all = await Task.WhenAll(listed.Frameworks.Select(f => Get(judgement, f.Framework_, ct)));
        return all.SelectMany(f => f.Outcomes).GroupBy(o => o.Id).ToDictionary(g => g.Key, g => g.Last().Title);
    }
}
