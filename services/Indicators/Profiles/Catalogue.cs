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
        Indicators = [.. indicators.OrderBy(indicator => ReferenceCheck.Rank(indicator.KeyJudgement), StringComparer.Ordinal).ThenBy(indicator => indicator.Name, StringComparer.Ordinal)];
        Outcomes = [.. Indicators.GroupBy(indicator => indicator.Outcome)
            .OrderBy(group => group.Min(indicator => indicator.KeyJudgement.Length == 0 ? "~" : ReferenceCheck.Rank(indicator.KeyJudgement)), StringComparer.Ordinal).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)];
    }

    IReadOnlyList<Proto.Indicator> Indicators { get; }

    /// <summary>Ids of the outcomes, in order.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>The indicators of an outcome, in order.</summary>
    public IEnumerable<Proto.Indicator> Of(string outcome) => Indicators.Where(indicator => indicator.Outcome == outcome);

    /// <summary>One of them; null where it is not among them.</summary>
    public Proto.Indicator? Find(string name) => Indicators.FirstOrDefault(indicator => indicator.Name == name);

    /// <summary>As it was frozen with a released version, as it is now for one that is open.</summary>
    public static async Task<Catalogue> Of(IndicatorsDb db, DatasetVersion version, CancellationToken ct) => new(version.Released
        ? (await db.Catalogues.AsNoTracking().Where(row => row.DatasetId == version.DatasetId && row.Version == version.Version).Select(row => row.Document).SingleAsync(ct)).Indicators
        : await db.Measures.AsNoTracking().Select(measure => measure.Document).ToListAsync(ct));
}
