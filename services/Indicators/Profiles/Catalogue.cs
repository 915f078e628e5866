using Microsoft.EntityFrameworkCore;

namespace Apa.Indicators;

/// <summary>
/// The indicators of a version in the order in which assessments go through them: key judgements count through the outcomes, so the
/// lowest one of an outcome is its place; no outcome is named here.
/// </summary>
public sealed class Catalogue
{
    Catalogue(IEnumerable<Proto.Indicator> indicators)
    {
        All = [.. indicators.OrderBy(indicator => ReferenceCheck.Rank(indicator.KeyJudgement), StringComparer.Ordinal).ThenBy(indicator => indicator.Name, StringComparer.Ordinal)];
        Outcomes = [.. All.GroupBy(indicator => indicator.Outcome)
            .OrderBy(group => group.Min(indicator => indicator.KeyJudgement.Length == 0 ? "~" : ReferenceCheck.Rank(indicator.KeyJudgement)), StringComparer.Ordinal).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)];
    }

    /// <summary>All of them, by key judgement and id.</summary>
    public IReadOnlyList<Proto.Indicator> All { get; }

    /// <summary>Ids of the outcomes, in order.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>The indicators of an outcome, in order.</summary>
    public IEnumerable<Proto.Indicator> Of(string outcome) => All.Where(indicator => indicator.Outcome == outcome);

    /// <summary>One of them; null where it is not among them.</summary>
    public Proto.Indicator? Find(string name) => All.FirstOrDefault(indicator => indicator.Name == name);

    /// <summary>As it was frozen with a released version, as it is now for one that is open.</summary>
    public static async Task<Catalogue> Of(IndicatorsDb db, DatasetVersion version, CancellationToken ct) => new(version.Released
        ? (await db.Catalogues.AsNoTracking().Where(row => row.DatasetId == version.DatasetId && row.Version == version.Version).Select(row => row.Document).SingleAsync(ct)).Indicators
        : await db.Measures.AsNoTracking().Select(measure => measure.Document).ToListAsync(ct));
}
